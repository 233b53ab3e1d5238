using FinAut.Api.OAuth;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace FinAut.Api.Docs;

/// <summary>Describes the form bodies of the OAuth endpoints, which are read by hand and so cannot be seen in the code's types.</summary>
internal sealed class OAuthOperationFilter : IOperationFilter
{
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
        }
        else if (context.MethodInfo.DeclaringType == typeof(TokenStateController))
        {
            operation.RequestBody = Form(
                ["token"],
                ("token", "The access token.", "2YotnFZFEjr1zCsicMWpAAr3lMfHnOc0dY2mFJ8gHkE"),
                ("token_type_hint", "Ignored: there is only one type.", "access_token"),
                ("client_id", "Your application's client id, unless you send it by HTTP Basic.", "finaut-demo"),
                ("client_secret", "Your application's secret, unless you send it by HTTP Basic.", "finaut-demo-secret"));
        }

        if (context.MethodInfo.DeclaringType?.Namespace == typeof(TokenController).Namespace)
        {
            // These endpoints are how one gets a token, so they need none.
            operation.Security = [];
        }
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
