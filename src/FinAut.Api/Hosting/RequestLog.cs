using System.Text;
using FinAut.Api.OAuth;

namespace FinAut.Api.Hosting;

/// <summary>One line per request. Of the query, only parameters that cannot hold personal data keep their values.</summary>
internal sealed partial class RequestLogMiddleware(RequestDelegate next, ILogger<RequestLogMiddleware> logger, TimeProvider time)
{
    private const int MaxPathLength = 200;

    private static readonly string[] Harmless =
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
            var path = context.Request.Path.ToUriComponent();
            LogRequest(
                context.Request.Method,
                path.Length > MaxPathLength ? path[..MaxPathLength] : path,
                Describe(context.Request.Query),
                context.Response.StatusCode,
                time.GetElapsedTime(started).TotalMilliseconds,
                accessor.Caller?.ClientId ?? "-");
        }
    }

    private static string Describe(IQueryCollection query)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in query)
        {
            var harmless = Array.IndexOf(Harmless, name);
            text.Append(text.Length == 0 ? '?' : '&');
            text.Append(harmless >= 0 ? $"{name}={Uri.EscapeDataString(value.ToString())}" : Uri.EscapeDataString(name) + "=***");
        }

        return text.ToString();
    }

    [LoggerMessage(1, LogLevel.Information, "{Method} {Path}{Query} {Status} in {Milliseconds:0.0} ms by {ClientId}")]
    private partial void LogRequest(string method, string path, string query, int status, double milliseconds, string clientId);
}
