namespace FinAut.Api.Throttling;

/// <summary>Tells a client where its window stands: by the IETF's draft (draft-ietf-httpapi-ratelimit-headers) and by the older names.</summary>
internal static class ThrottleHeaders
{
    private const string PolicyName = "\"hourly\"";

    public static void Write(IHeaderDictionary headers, ThrottleState state, TimeSpan window, DateTimeOffset now)
    {
        headers["RateLimit-Policy"] = $"{PolicyName};q={state.Limit};w={(long)window.TotalSeconds}";
        headers["RateLimit"] = $"{PolicyName};r={state.Remaining};t={state.SecondsLeft(now)}";
        headers["X-RateLimit-Limit"] = state.Limit.ToString();
        headers["X-RateLimit-Remaining"] = state.Remaining.ToString();
        headers["X-RateLimit-Reset"] = ((long)Math.Ceiling(state.Reset.ToUnixTimeMilliseconds() / 1000.0)).ToString();
        if (!state.IsAdmitted)
        {
            headers.RetryAfter = state.SecondsLeft(now).ToString();
        }
    }
}
