namespace FinAut.Api.Http;

/// <summary>
/// What clients are used to around a path: it ends in a slash (a GET without it is redirected, other methods are served as if it
/// were there), and HEAD answers as GET does, without a body.
/// </summary>
internal sealed class UrlConventionsMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (LacksSlash(request.Path))
        {
            if (reads)
            {
                context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
                context.Response.Headers.Location = request.PathBase.ToUriComponent() + request.Path.ToUriComponent() + "/" + request.QueryString.ToUriComponent();
                return Task.CompletedTask;
            }

            request.Path += "/";
        }

        // The server leaves the body out by itself, since it still knows the method that came over the wire.
        if (HttpMethods.IsHead(request.Method) && (ApiPaths.NeedsToken(request.Path) || request.Path == "/" + ApiPaths.OAuthMetadata))
        {
            request.Method = HttpMethods.Get;
        }

        return next(context);
    }

    private static bool LacksSlash(PathString path) =>
        !path.Value!.EndsWith('/')
        && (ApiPaths.IsUnder(path, ApiPaths.ApiRoot) || ApiPaths.IsUnder(path, ApiPaths.OAuthRoot))
        && (!ApiPaths.IsUnder(path, ApiPaths.Docs) || path.Value.Length < ApiPaths.Docs.Length);
}
