using System.Reflection;
using FinAut.Api.Http;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace FinAut.Api.Docs;

/// <summary>The OpenAPI document and Swagger UI for integrators.</summary>
internal static class DocsSetup
{
    public const string DocumentName = "openapi";

    private const string Title = "FinAut API";

    public static IServiceCollection AddDocs(this IServiceCollection services) => services.AddSwaggerGen(options =>
    {
        options.SwaggerDoc(DocumentName, new OpenApiInfo
        {
            Title = Title,
            Version = "v1",
            Description = DocsTexts.Introduction,
            Contact = new OpenApiContact { Name = "Norsk Test" },
            License = new OpenApiLicense { Name = "For FinAut's members and their suppliers", Url = new Uri("https://www.finaut.no/") },
        });
        options.IncludeXmlComments(Assembly.GetExecutingAssembly(), includeControllerXmlComments: true);
        options.SupportNonNullableReferenceTypes();
        options.NonNullableReferenceTypesAsRequired();
        options.MapType<ResourceUrl>(() => new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri" });
        options.CustomSchemaIds(SchemaNames.Of);
        options.CustomOperationIds(SchemaNames.OperationId);
        options.SchemaFilter<ReplySchemaFilter>();
        options.DocumentFilter<TrailingSlashFilter>();
        options.DocumentFilter<WebhooksFilter>();
        options.OperationFilter<ApiOperationFilter>();
        options.OperationFilter<OAuthOperationFilter>();
    });

    /// <summary>Serves the documentation, at its paths only: other requests need not pass through what it is made of.</summary>
    public static void MapDocs(this WebApplication app) => app.UseWhen(context => ApiPaths.IsUnder(context.Request.Path, ApiPaths.Docs), docs =>
    {
        docs.UseMiddleware<DocsGateMiddleware>();
        docs.UseSwagger(options =>
        {
            options.RouteTemplate = $"{ApiPaths.Api}docs/{{documentName}}.json";
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.PreSerializeFilters.Add(DocsSchemes.Complete);
        });

        // The page stands at docs/ itself; Swagger UI knows it as docs/index.html.
        docs.Use((context, next) =>
        {
            if (context.Request.Path == ApiPaths.Docs)
            {
                context.Request.Path += "index.html";
            }

            return next(context);
        });
        docs.UseSwaggerUI(options =>
        {
            options.RoutePrefix = $"{ApiPaths.Api}docs";
            // The whole path: the page looks for a relative one beside index.html, which is not in its address.
            options.SwaggerEndpoint($"{ApiPaths.Docs}{DocumentName}.json", Title);
            options.DocumentTitle = Title;
            options.DocExpansion(DocExpansion.List);
            options.DisplayRequestDuration();
            options.EnablePersistAuthorization();
            options.OAuthScopes("read", "write");
            options.OAuthClientId(DocsGateMiddleware.ClientIdPlaceholder);
        });
    });
}
