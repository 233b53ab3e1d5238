namespace FinAut.Api.Http;

/// <summary>
/// Keeps the forms that the API is sent: authentication looks for a token in them, with the framework's reader, before the API reads
/// them with its own.
/// </summary>
internal sealed class FormBufferingMiddleware(RequestDelegate next)
{
    // Kept in memory whole: a form may hold a persnr, which belongs on no disk.
    private const int InMemory = 2 * 1024 * 1024;

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.HasFormContentType && ApiPaths.NeedsToken(context.Request.Path))
        {
            context.Request.EnableBuffering(InMemory);
        }

        return next(context);
    }
}
