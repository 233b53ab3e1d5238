namespace FinAut.Api.Pages;

/// <summary>
/// What browsers may do with a page: load its own stylesheet and pictures, post forms back to it, and nothing else. No script is
/// allowed at all, so that text from outside that slipped through as markup would do nothing.
/// </summary>
internal sealed class SiteHeadersMiddleware(RequestDelegate next)
{
    /// <summary>The policy of every page.</summary>
    public const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The policy of a page whose form leads on to another site: browsers look at where a post is redirected, too.</summary>
    /// <param name="origin">The site, from a record of ours; never from the request.</param>
    public static string PolicyLeadingTo(string origin) =>
        Policy.Replace("form-action 'self'", $"form-action 'self' {origin}", StringComparison.Ordinal);

    public Task InvokeAsync(HttpContext context)
    {
        if (SitePaths.IsSite(context.Request.Path))
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            // A link that sets a password must not travel further.
            headers["Referrer-Policy"] = "no-referrer";
            context.Response.OnStarting(
                state =>
                {
                    // Pages with forms say so already.
                    var caching = ((HttpContext)state).Response.Headers;
                    caching.CacheControl = caching.CacheControl.Count == 0 ? "no-store" : caching.CacheControl;
                    return Task.CompletedTask;
                },
                context);
        }

        return next(context);
    }
}
