using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TypedHttp = Microsoft.AspNetCore.Http.Results;

namespace FinAut.Tests.UserLogin;

/// <summary>A small OpenID Connect provider on a real socket: it signs in whom a test says, and insists on PKCE and the client's secret.</summary>
public sealed class StubProvider : IAsyncDisposable
{
    public const string ClientId = "finaut-api";
    public const string ClientSecret = "provider-secret-of-ours";

    private const string AccessToken = "token-of-the-provider";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (string Challenge, string RedirectUri)> _codes = new();

    private StubProvider(WebApplication app) => _app = app;

    /// <summary>What userinfo answers.</summary>
    public string UserInfo { get; set; } = "{}";

    /// <summary>How userinfo answers.</summary>
    public int UserInfoStatus { get; set; } = StatusCodes.Status200OK;

    /// <summary>How often a code was changed for a token.</summary>
    public int Tokens { get; private set; }

    /// <summary>The settings that point a server here.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["UserLogin:Provider:AuthorizationEndpoint"] = _app.Urls.Single() + "/authorize",
        ["UserLogin:Provider:TokenEndpoint"] = _app.Urls.Single() + "/token",
        ["UserLogin:Provider:UserInfoEndpoint"] = _app.Urls.Single() + "/userinfo",
        ["UserLogin:Provider:ClientId"] = ClientId,
        ["UserLogin:Provider:ClientSecret"] = ClientSecret,
        ["UserLogin:Provider:PersnrClaim"] = "pid",
    };

    public static async Task<StubProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var provider = new StubProvider(app);
        app.MapGet("/authorize", provider.Authorize);
        app.MapPost("/token", provider.ChangeAsync);
        app.MapGet("/userinfo", provider.Describe);
        await app.StartAsync();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        if (query["client_id"] != ClientId || query["response_type"] != "code" || query["code_challenge_method"] != "S256" || query["scope"] != "openid profile")
        {
            return TypedHttp.BadRequest();
        }

        var code = Guid.NewGuid().ToString("N");
        _codes[code] = (query["code_challenge"]!, query["redirect_uri"]!);
        return TypedHttp.Redirect(QueryHelpers.AddQueryString(query["redirect_uri"]!, new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"] }));
    }

    private async Task<IResult> ChangeAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (!_codes.TryRemove(form["code"].ToString(), out var known)
            || form["client_id"] != ClientId
            || form["client_secret"] != ClientSecret
            || form["redirect_uri"] != known.RedirectUri
            || WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != known.Challenge)
        {
            return TypedHttp.Json(new { error = "invalid_grant" }, statusCode: StatusCodes.Status400BadRequest);
        }

        Tokens++;
        return TypedHttp.Json(new { access_token = AccessToken, token_type = "Bearer", expires_in = 60, id_token = "not read" });
    }

    private IResult Describe(HttpRequest request) => request.Headers.Authorization == "Bearer " + AccessToken
        ? TypedHttp.Text(UserInfo, "application/json", statusCode: UserInfoStatus)
        : TypedHttp.Unauthorized();
}
