using FinAut.Api.Errors;
using FinAut.Api.OAuth;
using FinAut.Api.Webhooks;
using FinAut.Domain.ApiClients;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace FinAut.Api.Docs;

/// <summary>Adds to every operation of the API what all of them share: security, errors, headers, examples.</summary>
internal sealed class ApiOperationFilter : IOperationFilter
{
    private const string Json = "application/json";

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var scopes = context.MethodInfo.GetCustomAttributes(true).Concat(context.MethodInfo.DeclaringType!.GetCustomAttributes(true))
            .OfType<RequireScopeAttribute>().Aggregate(Scopes.None, (all, a) => all | a.Scope);
        if (scopes != Scopes.None)
        {
            operation.Security =
            [
                new OpenApiSecurityRequirement
                {
                    [new OpenApiSecuritySchemeReference(DocsSchemes.Of(scopes), context.Document)] = [.. ScopeNames.Format(scopes).Split(' ')],
                },
            ];
            AddBody(operation, context);
            AddErrors(operation, context, scopes);
        }

        foreach (var (status, response) in operation.Responses!)
        {
            AddExample(response, context, status);
        }

        AddExampleOfKey(operation, context);
        Responses.Complete(operation);
    }

    private static void AddBody(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.MethodInfo.GetCustomAttributes(true).OfType<WriteBodyAttribute>().SingleOrDefault() is { } body)
        {
            operation.RequestBody = RequestSchemas.Body(body, context);
        }
    }

    private static void AddErrors(OpenApiOperation operation, OperationFilterContext context, Scopes scopes)
    {
        var isItem = operation.Parameters?.Any(p => p.In == ParameterLocation.Path) == true;
        var isList = operation.Parameters?.Any(p => p.Name == "page") == true;
        var instance = $"/{context.ApiDescription.RelativePath!.Replace("{id}", "1", StringComparison.Ordinal).Replace("{key}", "afr_ka", StringComparison.Ordinal)}/";
        if (isList)
        {
            operation.Description ??= "By number, 100 a page. What lies outside your reach is left out. An empty filter counts as none.";
        }
        else if (isItem)
        {
            operation.Description ??= "What lies outside your reach is not found.";
        }

        AddError("401", "No valid access token was sent.", Problems.NotAuthenticated);
        AddError("403", $"The token lacks the scope {ScopeNames.Format(scopes)}.", Problems.NotPermitted);
        if (isItem || isList)
        {
            AddError("404", isItem ? "There is none with that number in your reach." : "There is no such page.", isItem ? Problems.NotFound : Problems.InvalidPage);
        }

        if (operation.RequestBody is not null)
        {
            AddError("400", "The body, or the request itself, cannot be parsed.", "JSON parse error at line 1, byte 18.");
            AddError("409", "Others changed the same data again and again at the same time; try again.", "The data was changed by others at the same time. Please try again.");
            AddError("413", "The body is larger than 1 MB.", "The request body is too large.");
            AddError("415", "The body is neither JSON nor a form, is compressed, or is in a charset that is not read.", "Unsupported media type \"text/plain\" in request.");
        }
        else
        {
            AddError("400", "The request cannot be read: a malformed URL, or two access tokens.", BearerHandler.SentTwice);
            if (operation.Responses!.ContainsKey("409"))
            {
                AddError("409", "It is too old.", WebhookDeliveryController.TooOld);
            }
        }

        if (operation.RequestBody is not null || operation.Responses!.ContainsKey("422"))
        {
            Add("422", "A field is wrong; errors names it.", new OpenApiMediaType { Examples = Refusals.Of(context.MethodInfo, instance) });
        }

        AddError("406", "The Accept header leaves out JSON.", Problems.NotAcceptable);
        AddError("429", "The window's requests are used up; wait for Retry-After seconds.", "Request was throttled. Expected available in 1820 seconds.");
        AddError("503", "The service is away for a moment; try again after Retry-After seconds.", Problems.Unavailable);

        void AddError(string status, string description, string detail) =>
            Add(status, description, new OpenApiMediaType { Example = Examples.Problem(int.Parse(status), detail, instance) });

        void Add(string status, string description, OpenApiMediaType media)
        {
            media.Schema = context.SchemaGenerator.GenerateSchema(typeof(Problem), context.SchemaRepository);
            Responses.Set(operation, status, description, Problems.ContentType, media);
        }
    }

    private static void AddExample(IOpenApiResponse response, OperationFilterContext context, string status)
    {
        if (response is not OpenApiResponse { Content: { } content })
        {
            return;
        }

        var type = context.ApiDescription.SupportedResponseTypes.FirstOrDefault(t => t.StatusCode.ToString() == status)?.Type;
        if (type is not null && content.TryGetValue(Json, out var media) && media is OpenApiMediaType { Example: null } typed)
        {
            typed.Example = type == typeof(WebhookEndpointReply) && context.ApiDescription.HttpMethod == "POST"
                ? Examples.EndpointWithSecret()
                : Examples.Of(type);
        }
    }

    // The key in the path, when its documentation names none, is that of the resource's example.
    private static void AddExampleOfKey(OpenApiOperation operation, OperationFilterContext context)
    {
        var resource = context.ApiDescription.RelativePath!.Split("/{")[0].Split('/')[^1];
        if (operation.Parameters?.SingleOrDefault(p => p.In == ParameterLocation.Path) is OpenApiParameter { Example: null } key
            && Examples.KeyOf(resource) is { } example)
        {
            key.Example = long.TryParse(example, out var number) ? number : example;
        }
    }
}
