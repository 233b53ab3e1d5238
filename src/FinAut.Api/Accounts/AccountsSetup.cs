using FinAut.Api.Hosting;
using FinAut.Api.Pages;
using FinAut.Api.UserLogin;
using FinAut.Domain.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Accounts;

internal static class AccountsSetup
{
    /// <summary>Adds sign-ins: ASP.NET Core Identity over our own accounts, and the sessions' cookies.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddIdentityCore<Account>()
            .AddUserStore<AccountStore>()
            .AddUserManager<AccountManager>()
            .AddTokenProvider<AuthenticatorTokenProvider<Account>>(TokenOptions.DefaultAuthenticatorProvider);
        Replace<IPasswordValidator<Account>, PasswordRules>(services);
        services.AddSingleton<ILookupNormalizer, UnchangedNames>();
        services.AddScoped<Sessions>().AddScoped<AccountSignIn>().AddScoped<ResetLinks>().AddScoped<AccountManager>();

        services.AddCookieKeys();
        var cookies = new AuthenticationBuilder(services);
        AddCookie(cookies, Sessions.Scheme, "finaut-session", Sessions.Idle, SignInPaths.Login);
        AddCookie(cookies, Sessions.CandidateScheme, "finaut-candidate", Sessions.Idle, CandidatePaths.Login);
        AddCookie(cookies, Sessions.HalfScheme, "finaut-half", Sessions.Half, SignInPaths.Login);
        services.AddAuthorization(Policies.Add);
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "finaut-antiforgery";

            // An LMS links to a page with a form. Were the cookie left out then, a new one would make the forms of other tabs too old.
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.HeaderName = "X-CSRF-Token";

            // The pages' own Content-Security-Policy says so, and more.
            options.SuppressXFrameOptionsHeader = true;
        });
        return services;
    }

    private static void Replace<TService, TImplementation>(IServiceCollection services)
        where TService : class
        where TImplementation : class, TService
    {
        foreach (var registered in services.Where(s => s.ServiceType == typeof(TService)).ToList())
        {
            services.Remove(registered);
        }

        services.AddScoped<TService, TImplementation>();
    }

    private static void AddCookie(AuthenticationBuilder authentication, string scheme, string name, TimeSpan idle, string loginPath)
    {
        authentication.AddCookie(scheme, options =>
        {
            options.Cookie.HttpOnly = true;
            options.Cookie.IsEssential = true;
            options.ExpireTimeSpan = idle;
            options.SlidingExpiration = true;
            options.LoginPath = loginPath;
            options.ReturnUrlParameter = SignInPaths.NextParameter;
            options.Events = new CookieAuthenticationEvents
            {
                OnValidatePrincipal = Sessions.ValidateAsync,
                // The page says where to go on to; the framework would set the path in the address as a header before, as it stands.
                OnRedirectToReturnUrl = _ => Task.CompletedTask,
                OnRedirectToLogin = context =>
                {
                    // A form that was sent is lost; a page that was opened is not.
                    if (HttpMethods.IsPost(context.Request.Method))
                    {
                        LostSession.Announce(context.HttpContext, context.HttpContext.RequestServices.GetRequiredService<Language>());
                    }

                    context.Response.Redirect(context.RedirectUri);
                    return Task.CompletedTask;
                },
                OnRedirectToAccessDenied = context =>
                {
                    context.Response.StatusCode = StatusCodes.Status403Forbidden;
                    return Task.CompletedTask;
                },
            };
        });
        authentication.Services.AddOptions<CookieAuthenticationOptions>(scheme).Configure<IOptions<DemoOptions>, TimeProvider>((options, demo, time) =>
        {
            // A cookie that a page of another site sent along when its link was followed; posts need the antiforgery token as well.
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = demo.Value.Enabled ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;

            // Browsers take a cookie of this name only over TLS, for this host and all of its paths.
            options.Cookie.Name = demo.Value.Enabled ? name : "__Host-" + name;
            options.TimeProvider = time;
        });
    }

    // Accounts are looked up by a name that was normalized where it was read.
    private sealed class UnchangedNames : ILookupNormalizer
    {
        public string? NormalizeName(string? name) => name;

        public string? NormalizeEmail(string? email) => email;
    }
}

/// <summary>Where people sign in.</summary>
internal static class SignInPaths
{
    /// <summary>The page that asks for name and password.</summary>
    public const string Login = "/finautapi/v1/api-auth/login/";

    /// <summary>The page that asks for a code.</summary>
    public const string Code = "/finautapi/v1/api-auth/code/";

    /// <summary>The page that sets an authenticator app up.</summary>
    public const string SetUp = "/finautapi/v1/api-auth/authenticator/";

    /// <summary>Where to go after signing in.</summary>
    public const string NextParameter = "next";

    /// <summary>The page of an API user's applications.</summary>
    public const string Applications = "/o/applications/";

    /// <summary>The staff area.</summary>
    public const string Staff = "/staff/";
}
