using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using FinAut.Api.Accounts;
using FinAut.Api.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.Extensions.Options;
using OAuthOptions = Microsoft.AspNetCore.Authentication.OAuth.OAuthOptions;

namespace FinAut.Api.UserLogin;

/// <summary>
/// Candidates' sign-in by the deployment's provider: authorization code with PKCE by the framework's handler. Of what the provider
/// knows only the persnr is read, looked up, and forgotten.
/// </summary>
internal static class ProviderSignIn
{
    /// <summary>The scheme's name.</summary>
    public const string Scheme = "CandidateProvider";

    private const string CallbackPath = "/candidate/callback/";
    private const string AccountClaim = "account";
    private const long MaxReplyLength = 64 * 1024;

    private static readonly TimeSpan ReplyWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SignInWithin = TimeSpan.FromMinutes(15);

    /// <summary>What goes with a candidate to the provider and comes back.</summary>
    /// <param name="next">Where to go on to after the sign-in.</param>
    /// <param name="now">When it begins.</param>
    public static AuthenticationProperties Begin(string next, DateTimeOffset now) => new() { RedirectUri = next, ExpiresUtc = now + SignInWithin };

    public static void Add(IServiceCollection services)
    {
        new AuthenticationBuilder(services).AddOAuth(Scheme, options =>
        {
            options.CallbackPath = CallbackPath;
            options.SignInScheme = Sessions.CandidateScheme;
            options.UsePkce = true;
            options.SaveTokens = false;
            options.BackchannelTimeout = ReplyWithin;
            options.BackchannelHttpHandler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };

            // Without a date, unlike the framework's own, which a browser whose clock is ahead takes for past: when a sign-in has
            // taken too long, the server says. The provider's answer is a link that the browser follows, which cookies of this
            // kind come along with.
            options.CorrelationCookie = new CookieBuilder
            {
                Name = "finaut-provider.",
                Path = CallbackPath,
                SameSite = SameSiteMode.Lax,
                HttpOnly = true,
                IsEssential = true,
            };
            options.Events = new OAuthEvents { OnCreatingTicket = ReadPersonAsync, OnTicketReceived = SignInAsync, OnRemoteFailure = FailAsync };
        });
        services.AddOptions<OAuthOptions>(Scheme).Configure<IOptions<UserLoginProviderOptions>, IOptions<DemoOptions>, TimeProvider>((options, provider, demo, time) =>
        {
            var settings = provider.Value;
            options.AuthorizationEndpoint = settings.AuthorizationEndpoint!;
            options.TokenEndpoint = settings.TokenEndpoint!;
            options.UserInformationEndpoint = settings.UserInfoEndpoint!;
            (options.ClientId, options.ClientSecret) = (settings.ClientId!, settings.ClientSecret!);
            options.Scope.Clear();
            foreach (var scope in settings.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                options.Scope.Add(scope);
            }

            options.CorrelationCookie.SecurePolicy = demo.Value.Enabled ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            options.TimeProvider = time;
        });
    }

    private static async Task ReadPersonAsync(OAuthCreatingTicketContext context)
    {
        if (IsLate(context.HttpContext, context.Properties))
        {
            return;
        }

        var cancellationToken = context.HttpContext.RequestAborted;
        using var request = new HttpRequestMessage(HttpMethod.Get, context.Options.UserInformationEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", context.AccessToken);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await context.Backchannel.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new AuthenticationFailureException($"The provider's userinfo endpoint answered {(int)response.StatusCode}.");
        }

        await response.Content.LoadIntoBufferAsync(MaxReplyLength, cancellationToken);
        var services = context.HttpContext.RequestServices;
        var claim = services.GetRequiredService<IOptions<UserLoginProviderOptions>>().Value.PersnrClaim;
        var account = await services.GetRequiredService<CandidateAccounts>()
            .OfPersnrAsync(Read(await response.Content.ReadAsByteArrayAsync(cancellationToken), claim), cancellationToken);
        if (account is not null)
        {
            context.Identity!.AddClaim(new Claim(AccountClaim, account.Id.ToString()));
        }
    }

    // Null for what is no JSON: its exception would quote it, and end in a log.
    private static string? Read(byte[] json, string claim)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty(claim, out var value)
                && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task SignInAsync(TicketReceivedContext context)
    {
        context.HandleResponse();
        if (IsLate(context.HttpContext, context.Properties))
        {
            context.Response.Redirect(Failed(context.ReturnUri));
            return;
        }

        var services = context.HttpContext.RequestServices;
        var account = context.Principal?.FindFirstValue(AccountClaim) is { } id ? await services.GetRequiredService<AccountManager>().FindByIdAsync(id) : null;
        if (account is null)
        {
            context.Response.Redirect(CandidatePaths.Refused(CandidatePaths.Unknown));
            return;
        }

        await services.GetRequiredService<Sessions>().BeginAsync(context.HttpContext, account, withSecondFactor: false);
        context.Response.Redirect(context.ReturnUri ?? CandidatePaths.Home);
    }

    // Cancelled by the candidate, too late, begun in another browser, or a fault of the provider: no session in any case.
    private static Task FailAsync(RemoteFailureContext context)
    {
        context.HandleResponse();
        context.Response.Redirect(Failed(context.Properties?.RedirectUri));
        return Task.CompletedTask;
    }

    private static bool IsLate(HttpContext context, AuthenticationProperties? properties) =>
        properties?.ExpiresUtc < context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    private static string Failed(string? next) =>
        CandidatePaths.Refused(CandidatePaths.Failed) + (next is null ? "" : $"?{SignInPaths.NextParameter}={Uri.EscapeDataString(next)}");
}

/// <summary>Where candidates sign in.</summary>
internal static class CandidatePaths
{
    /// <summary>Where a candidate begins.</summary>
    public const string Home = "/candidate/";

    /// <summary>The page that asks for address and password.</summary>
    public const string Login = "/candidate/login/";

    /// <summary>Where a candidate signs out.</summary>
    public const string Logout = "/candidate/logout/";

    /// <summary>Where the way to the provider begins.</summary>
    public const string Provider = "/candidate/provider/";

    /// <summary>Reason: the provider's person is not known here.</summary>
    public const string Unknown = "unknown";

    /// <summary>Reason: the provider's sign-in failed.</summary>
    public const string Failed = "failed";

    /// <summary>The page that says why nobody was signed in.</summary>
    public static string Refused(string reason) => $"/candidate/refused/{reason}/";
}
