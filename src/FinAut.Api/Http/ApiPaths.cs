namespace FinAut.Api.Http;

/// <summary>The paths that clients know.</summary>
public static class ApiPaths
{
    /// <summary>Where every API route begins, as a route template.</summary>
    public const string Api = "finautapi/v1/";

    /// <summary>Where every API path begins.</summary>
    public const string ApiRoot = "/" + Api;

    /// <summary>The older path of the token endpoint.</summary>
    public const string OldToken = ApiRoot + "token/";

    /// <summary>Where the OAuth endpoints and pages begin.</summary>
    public const string OAuthRoot = "/o/";

    /// <summary>What describes the OAuth endpoints (RFC 8414), as a route template.</summary>
    public const string OAuthMetadata = ".well-known/oauth-authorization-server";

    /// <summary>The documentation for integrators.</summary>
    public const string Docs = ApiRoot + "docs/";

    /// <summary>Where people sign in.</summary>
    public const string SignIn = ApiRoot + "api-auth/";

    /// <summary>Where candidates' browsers come from an LMS.</summary>
    public const string UserLogin = ApiRoot + "userlogin/";

    private static readonly string[] Unguarded = [OldToken, Docs, SignIn, UserLogin];

    private static readonly string[] OAuthEndpoints = ["/o/token/", "/o/revoke_token/", "/o/introspect/", OldToken];

    /// <summary>True for a path that only a valid token opens: the API less its token endpoint, documentation and pages.</summary>
    public static bool NeedsToken(PathString path) => IsUnder(path, ApiRoot) && !Array.Exists(Unguarded, open => IsUnder(path, open));

    /// <summary>True for the endpoints that answer in the form of RFC 6749.</summary>
    public static bool IsOAuthEndpoint(PathString path) => Array.Exists(OAuthEndpoints, endpoint => IsUnder(path, endpoint));

    /// <summary>True for the path itself, with or without its last slash, and all below it.</summary>
    public static bool IsUnder(PathString path, string root) =>
        path.StartsWithSegments(root.TrimEnd('/'), StringComparison.OrdinalIgnoreCase);
}
