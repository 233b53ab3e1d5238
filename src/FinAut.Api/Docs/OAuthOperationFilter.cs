using System.Text.Json.Nodes;
using FinAut.Api.Errors;
using FinAut.Api.OAuth;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace FinAut.Api.Docs;

/// <summary>Describes the form bodies of the OAuth endpoints, which are read by hand and so cannot be seen in the code's types, and their errors.</summary>
internal sealed class OAuthOperationFilter : IOperationFilter
{
    private static readonly (string Status, string Description, string Error, string Text)[] Errors =
    [
        ("400", "The request is malformed.", "invalid_request", "The request is malformed."),
        ("401", "The client is unknown, or the secret is wrong.", "invalid_client", "Client authentication failed."),
        ("413", "The body is larger than 64 kB.", "invalid_request", "The request body is too large."),
        ("429", "Too many wrong secrets from your address; wait for Retry-After seconds.", "invalid_client", "Too many failed attempts. Please try again later."),
        ("503", "The service is away for a moment; try again after Retry-After seconds.", "temporarily_unavailable", Problems.Unavailable),
    ];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.MethodInfo.DeclaringType == typeof(TokenController))
        {
            operation.RequestBody = Form(
                ["grant_type"],
                ("grant_type", "Always client_credentials.", "client_credentials"),
                ("client_id", "Your application's client id, unless you send it by HTTP Basic.", "finaut-demo"),
                ("client_secret", "Your application's secret, unless you send it by HTTP Basic.", "finaut-demo-secret"),
                ("scope", "The scopes that you want, separated by blanks; leave it out for read write.", "read write"));
            AddErrors();
        }
        else if (context.MethodInfo.DeclaringType == typeof(TokenStateController))
        {
            operation.RequestBody = Form(
                ["token"],
                ("token", "The access token.", Examples.Token),
                ("token_type_hint", "Ignored: there is only one type.", "access_token"),
                ("client_id", "Your application's client id, unless you send it by HTTP Basic.", "finaut-demo"),
                ("client_secret", "Your application's secret, unless you send it by HTTP Basic.", "finaut-demo-secret"));
            AddErrors();
        }
        else if (context.MethodInfo.DeclaringType == typeof(MetadataController))
        {
            var instance = "/" + context.ApiDescription.RelativePath;
            Set("400", "Outside demo mode only https is served.", Problems.ContentType, typeof(Problem), Examples.Problem(StatusCodes.Status400BadRequest, "Only https is served.", instance));
        }

        if (context.MethodInfo.DeclaringType?.Namespace == typeof(TokenController).Namespace)
        {
            // These endpoints are how one gets a token, so they need none.
            operation.Security = [];
            Responses.Complete(operation);
        }

        void AddErrors()
        {
            foreach (var (status, description, error, text) in Errors)
            {
                Set(status, description, "application/json", typeof(OAuthError), Examples.OAuthError(error, text));
            }
        }

        void Set(string status, string description, string contentType, Type type, JsonNode? example) =>
            Responses.Set(operation, status, description, contentType, new OpenApiMediaType
            {
                Schema = context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository),
                Example = example,
            });
    }

    private static OpenApiRequestBody Form(HashSet<string> required, params (string Name, string Description, string Example)[] fields) => new()
    {
        Required = true,
        Content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal)
        {
            ["application/x-www-form-urlencoded"] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = required,
                    Properties = fields.ToDictionary(
                        f => f.Name,
                        IOpenApiSchema (f) => new OpenApiSchema { Type = JsonSchemaType.String, Description = f.Description, Examples = [f.Example] }),
                },
            },
        },
    };
}
