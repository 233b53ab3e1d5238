using System.Text;
using FinAut.Api.Http;
using FinAut.Api.OAuth;

namespace FinAut.Api.Hosting;

/// <summary>One line per request. Of the query, only parameters that cannot hold personal data keep their values.</summary>
internal sealed partial class RequestLogMiddleware(RequestDelegate next, ILogger<RequestLogMiddleware> logger, TimeProvider time)
{
    private const int MaxLength = 200;

    private static readonly string[] HarmlessParameters =
        ["page", "appname", "year", "from_date", "format", "company", "department", "endpoint", "state"];

    public async Task InvokeAsync(HttpContext context, CallerAccessor accessor)
    {
        var started = time.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            LogRequest(
                context.Request.Method,
                Harmless(Describe(context.Request.Path)),
                Harmless(Describe(context.Request.Query)),
                context.Response.StatusCode,
                time.GetElapsedTime(started).TotalMilliseconds,
                accessor.Caller?.ClientId ?? "-");
        }
    }

    // Masked before it is cut, so that no part of a number is left over.
    private static string Harmless(string text)
    {
        var masked = MaskingFormatter.Mask(text);
        return masked.Length > MaxLength ? masked[..MaxLength] : masked;
    }

    // An LMS may call its people by their email addresses.
    private static string Describe(PathString path)
    {
        var text = path.ToUriComponent();
        var named = ApiPaths.IsUnder(path, ApiPaths.UserLogin) ? text.IndexOf('/', Math.Min(ApiPaths.UserLogin.Length, text.Length)) : -1;
        return named < 0 ? text : text[..(named + 1)] + "***";
    }

    private static string Describe(IQueryCollection query)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in query)
        {
            var harmless = Array.IndexOf(HarmlessParameters, name);
            text.Append(text.Length == 0 ? '?' : '&');
            text.Append(harmless >= 0 ? $"{name}={Uri.EscapeDataString(value.ToString())}" : Uri.EscapeDataString(name) + "=***");
        }

        return text.ToString();
    }

    [LoggerMessage(1, LogLevel.Information, "{Method} {Path}{Query} {Status} in {Milliseconds:0.0} ms by {ClientId}")]
    private partial void LogRequest(string method, string path, string query, int status, double milliseconds, string clientId);
}
