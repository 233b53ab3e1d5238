using System.Globalization;
using System.Security.Claims;
using FinAut.Api.Http;
using FinAut.Domain.Accounts;
using FinAut.Domain.Audit;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Accounts;

/// <summary>Browser sessions: begun by a sign-in, asked again with every request, ended by leaving them idle.</summary>
internal sealed class Sessions(FinAutDbContext db, TimeProvider time)
{
    /// <summary>The session of an API user or of staff.</summary>
    public const string Scheme = "Session";

    /// <summary>The session of a candidate.</summary>
    public const string CandidateScheme = "CandidateSession";

    /// <summary>Between the password and the code of the authenticator app.</summary>
    public const string HalfScheme = "HalfSession";

    /// <summary>A session that is left idle so long ends.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(30);

    /// <summary>No session lives longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>Time to type a code.</summary>
    public static readonly TimeSpan Half = TimeSpan.FromMinutes(10);

    private const string StampClaim = "stamp";
    private const string BeganClaim = "began";

    /// <summary>Begins a session.</summary>
    /// <param name="context">The request.</param>
    /// <param name="account">Whose; what changed of it is saved.</param>
    /// <param name="withSecondFactor">Whether a code was given.</param>
    public async Task BeginAsync(HttpContext context, Account account, bool withSecondFactor)
    {
        var now = time.GetUtcNow();
        account.LastSignIn = now;
        await db.SaveChangesAsync(context.RequestAborted);
        await context.SignOutAsync(HalfScheme);
        await context.SignInAsync(SchemeOf(account.Kind), Principal(account, now, withSecondFactor));
    }

    /// <summary>Remembers that the password was right.</summary>
    public Task BeginHalfAsync(HttpContext context, Account account) =>
        context.SignInAsync(HalfScheme, Principal(account, time.GetUtcNow(), withSecondFactor: false));

    /// <summary>Whose password was right, or null.</summary>
    public async Task<Account?> FindHalfAsync(HttpContext context)
    {
        var result = await context.AuthenticateAsync(HalfScheme);
        return result.Succeeded ? await FindAsync(result.Principal, context.RequestAborted) : null;
    }

    /// <summary>Ends the session.</summary>
    public static async Task EndAsync(HttpContext context)
    {
        await context.SignOutAsync(HalfScheme);
        await context.SignOutAsync(Scheme);
        await context.SignOutAsync(CandidateScheme);
    }

    /// <summary>Ends a session whose account was disabled, or changed what sessions rest on. For the cookies' own events.</summary>
    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<Sessions>();
        if (await sessions.FindAsync(context.Principal!, context.HttpContext.RequestAborted) is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(context.Scheme.Name);
            return;
        }

        // The request's context was made for this very question, before anybody was known.
        sessions.NameActor(context.Principal!.ToActor(context.HttpContext.CorrelationId()));
    }

    private void NameActor(Actor actor) => db.Actor = actor;

    private static string SchemeOf(AccountKind kind) => kind == AccountKind.Candidate ? CandidateScheme : Scheme;

    private static ClaimsPrincipal Principal(Account account, DateTimeOffset now, bool withSecondFactor)
    {
        var claims = new List<Claim>
        {
            new(ClaimTypes.NameIdentifier, account.Id.ToString(CultureInfo.InvariantCulture)),
            new(ClaimTypes.Name, account.UserName),
            new(Policies.KindClaim, account.Kind.ToString()),
            new(StampClaim, account.SecurityStamp),
            new(BeganClaim, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
        };
        if (account.Role is { } role)
        {
            claims.Add(new Claim(ClaimTypes.Role, role.ToString()));
        }

        if (account.ApiUserId is { } apiUser)
        {
            claims.Add(new Claim(Policies.ApiUserClaim, apiUser.ToString(CultureInfo.InvariantCulture)));
        }

        if (withSecondFactor)
        {
            claims.Add(new Claim(Policies.SecondFactorClaim, "1"));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme));
    }

    private async Task<Account?> FindAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var (id, stamp) = (principal.AccountId(), principal.FindFirstValue(StampClaim));
        var began = DateTimeOffset.FromUnixTimeSeconds(long.Parse(principal.FindFirstValue(BeganClaim)!, CultureInfo.InvariantCulture));
        if (time.GetUtcNow() - began > Longest)
        {
            return null;
        }

        return await db.Accounts.SingleOrDefaultAsync(
            a => a.Id == id && a.SecurityStamp == stamp && a.Enabled && (a.ApiUserId == null || db.ApiUsers.Any(u => u.Id == a.ApiUserId && u.Enabled)),
            cancellationToken);
    }
}
