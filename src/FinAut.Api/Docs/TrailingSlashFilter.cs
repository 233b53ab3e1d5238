using FinAut.Api.Http;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace FinAut.Api.Docs;

/// <summary>Ends every path in a slash, as it is served: a GET without it would be redirected first.</summary>
internal sealed class TrailingSlashFilter : IDocumentFilter
{
    public void Apply(OpenApiDocument document, DocumentFilterContext context)
    {
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths)
        {
            var isOurs = ApiPaths.IsUnder(path, ApiPaths.ApiRoot) || ApiPaths.IsUnder(path, ApiPaths.OAuthRoot);
            paths.Add(isOurs ? path.TrimEnd('/') + "/" : path, item);
        }

        document.Paths = paths;
    }
}
