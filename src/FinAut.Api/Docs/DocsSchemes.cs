using FinAut.Api.Hosting;
using FinAut.Domain.ApiClients;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace FinAut.Api.Docs;

/// <summary>
/// Where the document's readers reach the server and fetch a token. Tools that import the document, Postman among them, need whole URLs,
/// and ask for every scope that a scheme names: what few applications hold has schemes of its own.
/// </summary>
internal static class DocsSchemes
{
    private const string Usual = "oauth2";
    private const string Exam = "oauth2_exam";
    private const string Webhooks = "oauth2_webhooks";

    private static readonly Dictionary<string, string> Descriptions = new(StringComparer.Ordinal)
    {
        ["read"] = "Reading",
        ["write"] = "Writing",
        ["exam"] = "What only Norsk Test's exam platform may write",
        ["webhooks"] = "Managing webhooks",
    };

    /// <summary>The scheme by which a token with some scopes is fetched.</summary>
    public static string Of(Scopes scopes) => scopes.HasFlag(Scopes.Exam) ? Exam : scopes.HasFlag(Scopes.Webhooks) ? Webhooks : Usual;

    /// <summary>Completes the document for a request: its server, and the schemes.</summary>
    public static void Complete(OpenApiDocument document, HttpRequest request)
    {
        var host = request.HttpContext.RequestServices.GetRequiredService<IOptions<PublicOptions>>().Value.HostUrl
            ?? $"{request.Scheme}://{request.Host.ToUriComponent()}";
        document.Servers = [new OpenApiServer { Url = host, Description = "This server" }];
        document.Components!.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Usual] = Scheme(host, "Your application's client id and secret.", "read", "write"),
            [Webhooks] = Scheme(host, "For an application that manages webhooks: they have a scope of their own, which is granted only when asked for.", "webhooks"),
            [Exam] = Scheme(host, "For Norsk Test's exam platform.", "write", "exam"),
        };
    }

    private static OpenApiSecurityScheme Scheme(string host, string description, params string[] scopes) => new()
    {
        Type = SecuritySchemeType.OAuth2,
        Description = description,
        Flows = new OpenApiOAuthFlows
        {
            ClientCredentials = new OpenApiOAuthFlow
            {
                TokenUrl = new Uri(host + "/o/token/"),
                Scopes = scopes.ToDictionary(scope => scope, scope => Descriptions[scope]),
            },
        },
    };
}
