using System.Security.Claims;
using FinAut.Domain.Accounts;
using FinAut.Domain.Audit;
using Microsoft.AspNetCore.Authorization;

namespace FinAut.Api.Accounts;

/// <summary>Who may use a page. A page that names none stops start-up.</summary>
public static class Policies
{
    /// <summary>API users and staff.</summary>
    public const string SignedIn = nameof(SignedIn);

    /// <summary>API users, for what is their own.</summary>
    public const string ApiUser = nameof(ApiUser);

    /// <summary>Staff of both roles: reading, and replaying webhooks.</summary>
    public const string Staff = nameof(Staff);

    /// <summary>Administrators.</summary>
    public const string Administrator = nameof(Administrator);

    /// <summary>Candidates, for what is their own.</summary>
    public const string Candidate = nameof(Candidate);

    /// <summary>Anybody; a candidate who has signed in is known.</summary>
    public const string CandidateOrAnybody = nameof(CandidateOrAnybody);

    /// <summary>Anybody; an API user or a member of staff who has signed in is known.</summary>
    public const string SignedInOrAnybody = nameof(SignedInOrAnybody);

    /// <summary>The claim that holds the <see cref="AccountKind"/>.</summary>
    internal const string KindClaim = "kind";

    /// <summary>The claim that holds the number of an account's API user.</summary>
    internal const string ApiUserClaim = "api_user";

    /// <summary>The claim of a session that gave a code of the authenticator app.</summary>
    internal const string SecondFactorClaim = "second_factor";

    internal static void Add(AuthorizationOptions options)
    {
        Add(SignedIn, [AccountKind.ApiUser, AccountKind.Staff]);
        Add(ApiUser, [AccountKind.ApiUser]);
        Add(Staff, [AccountKind.Staff], StaffRole.Administrator, StaffRole.Support);
        Add(Administrator, [AccountKind.Staff], StaffRole.Administrator);

        options.AddPolicy(Candidate, policy =>
            policy.AddAuthenticationSchemes(Sessions.CandidateScheme).RequireClaim(KindClaim, nameof(AccountKind.Candidate)));
        options.AddPolicy(CandidateOrAnybody, policy => policy.AddAuthenticationSchemes(Sessions.CandidateScheme).RequireAssertion(_ => true));
        options.AddPolicy(SignedInOrAnybody, policy => policy.AddAuthenticationSchemes(Sessions.Scheme).RequireAssertion(_ => true));

        void Add(string name, AccountKind[] kinds, params StaffRole[] roles) => options.AddPolicy(name, policy =>
        {
            policy.AddAuthenticationSchemes(Sessions.Scheme).RequireClaim(KindClaim, kinds.Select(k => k.ToString()));
            if (roles.Length > 0)
            {
                policy.RequireRole(roles.Select(r => r.ToString()));
            }
        });
    }

    /// <summary>Who changes what a signed-in person changes.</summary>
    internal static Actor ToActor(this ClaimsPrincipal user, string correlationId) => user.FindFirstValue(KindClaim) switch
    {
        nameof(AccountKind.ApiUser) => new Actor(ActorKind.ApiUser, user.Identity!.Name!, correlationId),
        nameof(AccountKind.Staff) => new Actor(ActorKind.Staff, user.Identity!.Name!, correlationId),
        nameof(AccountKind.Candidate) => new Actor(ActorKind.Candidate, user.FindFirstValue(ClaimTypes.NameIdentifier)!, correlationId),
        _ => Actor.Server with { CorrelationId = correlationId },
    };

    internal static long ApiUserId(this ClaimsPrincipal user) => long.Parse(user.FindFirstValue(ApiUserClaim)!);

    internal static long AccountId(this ClaimsPrincipal user) => long.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!);
}
