using System.Text.RegularExpressions;
using Policy = FinAut.Api.Accounts.Policies;

namespace FinAut.Tests.Pages;

/// <summary>Who may use each page: the decision itself, to be changed on purpose.</summary>
internal static partial class PageTable
{
    /// <summary>In place of a policy, for pages that nobody is kept out of.</summary>
    public const string Everybody = "";

    /// <summary>The policy of each page, by its route.</summary>
    public static readonly IReadOnlyDictionary<string, string> Policies = new (string Policy, string[] Routes)[]
    {
        (
            Everybody,
            [
                "candidate/login/",
                "candidate/logout/",
                "candidate/provider/",
                "candidate/refused/{reason}/",
                "finautapi/v1/api-auth/authenticator/",
                "finautapi/v1/api-auth/code/",
                "finautapi/v1/api-auth/login/",
                "finautapi/v1/api-auth/logout/",
                "finautapi/v1/api-auth/reset/",
                "finautapi/v1/userlogin/{client}/{extUserId}/",
            ]),
        (Policy.Candidate, ["candidate/"]),
        (Policy.SignedIn, ["finautapi/v1/api-auth/password/"]),
        (
            Policy.ApiUser,
            [
                "o/applications/",
                "o/applications/register/",
                "o/applications/{id:long}/",
                "o/applications/{id:long}/delete/",
                "o/applications/{id:long}/secrets/{secret:long}/revoke/",
                "o/applications/{id:long}/update/",
            ]),
        (
            Policy.Staff,
            [
                "staff/",
                "staff/api-users/",
                "staff/api-users/{id:long}/",
                "staff/api-users/{id:long}/applications/{applicationId:long}/",
                "staff/api-users/{id:long}/companies/",
                "staff/audit/",
                "staff/candidates/",
                "staff/candidates/{id:long}/",
                "staff/companies/",
                "staff/companies/{id:long}/",
                "staff/userlogin/",
                "staff/userlogin/{id:long}/",
                "staff/webhooks/",
                "staff/webhooks/deliveries/",
                "staff/webhooks/deliveries/{id:long}/",
                "staff/webhooks/{id:long}/",
                "staff/webhooks/{id:long}/replay/",
            ]),
        (
            Policy.Administrator,
            [
                "staff/accounts/",
                "staff/accounts/new/",
                "staff/accounts/{id:long}/",
                "staff/accounts/{id:long}/disable/",
                "staff/accounts/{id:long}/enable/",
                "staff/accounts/{id:long}/reset/",
                "staff/accounts/{id:long}/role/",
                "staff/accounts/{id:long}/second-factor/",
                "staff/accounts/{id:long}/unlock/",
                "staff/api-users/new/",
                "staff/api-users/{id:long}/applications/new/",
                "staff/api-users/{id:long}/applications/{applicationId:long}/delete/",
                "staff/api-users/{id:long}/applications/{applicationId:long}/secrets/{secret:long}/revoke/",
                "staff/api-users/{id:long}/applications/{applicationId:long}/update/",
                "staff/api-users/{id:long}/disable/",
                "staff/api-users/{id:long}/enable/",
                "staff/api-users/{id:long}/link/",
                "staff/api-users/{id:long}/sign-in/",
                "staff/api-users/{id:long}/unlink/",
                "staff/api-users/{id:long}/update/",
                "staff/candidates/{id:long}/account/",
                "staff/candidates/{id:long}/enrol/",
                "staff/candidates/{id:long}/erase/",
                "staff/candidates/{id:long}/export/",
                "staff/candidates/{id:long}/invite/",
                "staff/candidates/{id:long}/move/",
                "staff/candidates/{id:long}/results/add/",
                "staff/candidates/{id:long}/statuses/add/",
                "staff/candidates/{id:long}/statuses/{status:long}/lock/",
                "staff/companies/new/",
                "staff/companies/{id:long}/administrators/new/",
                "staff/companies/{id:long}/administrators/{personId:long}/remove/",
                "staff/companies/{id:long}/departments/new/",
                "staff/companies/{id:long}/departments/{departmentId:long}/franchises/new/",
                "staff/companies/{id:long}/departments/{departmentId:long}/update/",
                "staff/companies/{id:long}/franchises/{franchiseId:long}/update/",
                "staff/companies/{id:long}/update/",
                "staff/userlogin/new/",
                "staff/userlogin/{id:long}/secret/",
                "staff/userlogin/{id:long}/links/{linkId:long}/revoke/",
                "staff/userlogin/{id:long}/update/",
                "staff/webhooks/add/",
                "staff/webhooks/{id:long}/change/",
                "staff/webhooks/{id:long}/delete/",
                "staff/webhooks/{id:long}/headers/",
                "staff/webhooks/{id:long}/rotate/",
                "staff/webhooks/{id:long}/switch/",
            ]),
    }.SelectMany(row => row.Routes.Select(route => (route, row.Policy))).ToDictionary(row => row.route, row => row.Policy, StringComparer.Ordinal);

    /// <summary>Tells whether a policy lets a visitor in.</summary>
    public static bool MayUse(Visitor visitor, string policy) => policy switch
    {
        Everybody => true,
        Policy.Candidate => visitor == Visitor.Candidate,
        Policy.ApiUser => visitor == Visitor.ApiUser,
        Policy.SignedIn => visitor is Visitor.ApiUser or Visitor.Support or Visitor.Administrator,
        Policy.Staff => visitor is Visitor.Support or Visitor.Administrator,
        Policy.Administrator => visitor == Visitor.Administrator,
        _ => throw new InvalidOperationException($"Nobody says who {policy} lets in."),
    };

    /// <summary>The route of a path, or null for what is no page.</summary>
    public static string? RouteOf(string path) =>
        Patterns.FirstOrDefault(pattern => pattern.Value.IsMatch(path)).Key;

    private static readonly IReadOnlyList<KeyValuePair<string, Regex>> Patterns =
    [
        .. Policies.Keys.Select(route => KeyValuePair.Create(
            route, new Regex($"^/{Parameter().Replace(route, m => m.Value.EndsWith(":long}", StringComparison.Ordinal) ? "[0-9]+" : "[^/]+")}$", RegexOptions.None, TimeSpan.FromSeconds(1)))),
    ];

    [GeneratedRegex("{[^}]+}", RegexOptions.None, 1000)]
    private static partial Regex Parameter();
}
