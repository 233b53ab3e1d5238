using FinAut.Tests.Infrastructure;
using FinAut.Tests.UserLogin;
using Microsoft.Playwright;

namespace FinAut.BrowserTests;

/// <summary>A page in one of its states.</summary>
/// <param name="Name">The name of its picture.</param>
/// <param name="Visitor">Who looks at it.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Act">What is done there before it is looked at, or null.</param>
/// <param name="Status">How it is answered when it is opened.</param>
internal sealed record Screen(string Name, Visitor Visitor, Func<SiteWorld, string> Path, Func<IPage, Task>? Act = null, int Status = 200)
{
    private static readonly string[] Refusals =
        ["-refused", "not-found", "forbidden", "-unknown", "-not-signed-in", "-linked-otherwise", "-unknown-portal", "-bad-id"];

    /// <summary>Whether the name says that the page refuses something. Only such a page may be answered with a status of 400 or above.</summary>
    public bool IsRefusal => Array.Exists(Refusals, r => Name.EndsWith(r, StringComparison.Ordinal));
}

/// <summary>Every page there is, empty, full and refusing.</summary>
internal static class Screens
{
    private const string Send = "main form button";

    private static readonly Screen[] Known =
    [
        .. Nobodys(), .. ApiUsers(), .. Candidates(), .. Staff(), .. StaffOnAccess(), .. StaffOnCompanies(), .. StaffOnWebhooks(), .. StaffOnPeople(),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyDictionary<string, Screen> All { get; } = Known.ToDictionary(s => s.Name, StringComparer.Ordinal);

    private static Screen[] Nobodys() =>
    [
        new("sign-in", Visitor.Nobody, _ => Visits.SignIn),
        new("sign-in-refused", Visitor.Nobody, _ => Visits.SignIn, page => page.EnterAsync("ukjent", "feil")),
        new("sign-in-code", Visitor.Nobody, _ => Visits.SignIn, page => page.EnterAsync(SiteWorld.CodeUser, SiteWorld.Password)),
        new("signed-out", Visitor.Nobody, _ => "/finautapi/v1/api-auth/logout/"),
        new("reset", Visitor.Nobody, world => world.ResetLink),
        new("reset-refused", Visitor.Nobody, world => world.ResetLink, page => FillAndSendAsync(page, ("#New", "Passord123456"))),
        new("reset-used", Visitor.Nobody, _ => "/finautapi/v1/api-auth/reset/?token=brukt"),
        new("candidate-sign-in", Visitor.Nobody, _ => "/candidate/login/"),
        new("candidate-sign-in-refused", Visitor.Nobody, _ => "/candidate/login/", page => page.EnterAsync("ukjent@example.no", "feil")),
        new("candidate-signed-out", Visitor.Nobody, _ => "/candidate/logout/"),
        new("candidate-unknown", Visitor.Nobody, _ => "/candidate/refused/unknown/", Status: 403),
        new("candidate-not-signed-in", Visitor.Nobody, _ => "/candidate/refused/failed/", Status: 400),
    ];

    private static Screen[] ApiUsers() =>
    [
        new("applications", Visitor.ApiUser, _ => "/o/applications/"),
        new("applications-empty", Visitor.NewApiUser, _ => "/o/applications/"),
        new("applications-register", Visitor.ApiUser, _ => "/o/applications/register/"),
        new("applications-detail", Visitor.ApiUser, _ => "/o/applications/1/"),
        new("applications-new-secret", Visitor.ApiUser, _ => "/o/applications/1/", MakeSecretAsync),
        new("applications-revoke-secret", Visitor.ApiUser, _ => "/o/applications/1/secrets/1/revoke/"),
        new("applications-update", Visitor.ApiUser, _ => "/o/applications/1/update/"),
        new("applications-delete", Visitor.ApiUser, _ => "/o/applications/1/delete/"),
        new("account", Visitor.ApiUser, _ => "/finautapi/v1/api-auth/password/"),
        new("account-refused", Visitor.ApiUser, _ => "/finautapi/v1/api-auth/password/", page => FillAndSendAsync(page, ("#Current", "feil"), ("#New", "kort"))),
        new("authenticator", Visitor.ApiUser, _ => "/finautapi/v1/api-auth/authenticator/"),
        new("not-found", Visitor.ApiUser, _ => "/o/applications/77/", Status: 404),
        new("forbidden", Visitor.ApiUser, _ => "/staff/", Status: 403),
    ];

    private static Screen[] Candidates() =>
    [
        new("candidate", Visitor.Candidate, _ => "/candidate/"),
        new("candidate-sign-out", Visitor.Candidate, _ => "/candidate/logout/"),
        new("userlogin-consent", Visitor.Candidate, _ => UserLoginServer.Path(client: SiteWorld.FreshPortal)),
        new("userlogin-linked-otherwise", Visitor.Candidate, _ => UserLoginServer.Path("en.annen"), Status: 409),
        new("userlogin-unknown-portal", Visitor.Candidate, _ => UserLoginServer.Path(client: "finnes-ikke"), Status: 404),
        new("userlogin-bad-id", Visitor.Candidate, _ => UserLoginServer.Path("%3Cscript%3E"), Status: 400),
    ];

    private static Screen[] Staff() =>
    [
        new("staff", Visitor.Administrator, _ => "/staff/"),
        new("staff-audit", Visitor.Administrator, _ => "/staff/audit/"),
        new("staff-audit-empty", Visitor.Administrator, _ => "/staff/audit/?actor=ingen"),
        new("staff-accounts", Visitor.Administrator, _ => "/staff/accounts/"),
        new("staff-accounts-new", Visitor.Administrator, _ => "/staff/accounts/new/"),
        new("staff-accounts-new-refused", Visitor.Administrator, _ => "/staff/accounts/new/", page => FillAndSendAsync(page, ("#UserName", "staff"))),
        new("staff-accounts-detail", Visitor.Administrator, world => $"/staff/accounts/{world.Staff.Fresh}/"),
        new("staff-accounts-locked", Visitor.Administrator, world => $"/staff/accounts/{world.Staff.Locked}/"),
        new("staff-accounts-role", Visitor.Administrator, world => $"/staff/accounts/{world.Staff.Locked}/role/"),
        new("staff-accounts-disable", Visitor.Administrator, world => $"/staff/accounts/{world.Staff.Locked}/disable/"),
        new("staff-accounts-reset", Visitor.Administrator, world => $"/staff/accounts/{world.Staff.Locked}/reset/"),
        new("staff-accounts-reset-link", Visitor.Administrator, world => $"/staff/accounts/{world.Staff.Locked}/reset/", page => page.Locator(Send).First.ClickAsync()),
        new("staff-accounts-second-factor", Visitor.Administrator, world => $"/staff/accounts/{world.Staff.Locked}/second-factor/"),
        new("staff-support", Visitor.Support, _ => "/staff/"),
        new("staff-support-api-user", Visitor.Support, _ => "/staff/api-users/1/"),
        new("staff-support-webhook", Visitor.Support, world => $"/staff/webhooks/{world.Endpoints.Good}/"),
        new("staff-not-found", Visitor.Administrator, _ => "/staff/candidates/5/", Status: 404),
    ];

    private static Screen[] StaffOnAccess() =>
    [
        new("staff-api-users", Visitor.Administrator, _ => "/staff/api-users/"),
        new("staff-api-users-none", Visitor.Administrator, _ => "/staff/api-users/?q=ingen"),
        new("staff-api-users-new", Visitor.Administrator, _ => "/staff/api-users/new/"),
        new(
            "staff-api-users-new-refused",
            Visitor.Administrator,
            _ => "/staff/api-users/new/",
            page => FillAndSendAsync(page, ("#UserName", "demo"), ("#Companies", "77"), ("#Limit", "mange"))),
        new("staff-api-users-detail", Visitor.Administrator, _ => "/staff/api-users/1/"),
        new("staff-api-users-detail-empty", Visitor.Administrator, world => $"/staff/api-users/{world.EmptyUserId}/"),
        new("staff-api-users-update", Visitor.Administrator, _ => "/staff/api-users/1/update/"),
        new("staff-api-users-disable", Visitor.Administrator, _ => "/staff/api-users/1/disable/"),
        new("staff-api-users-companies", Visitor.Administrator, _ => "/staff/api-users/1/companies/"),
        new("staff-api-users-link", Visitor.Administrator, world => $"/staff/api-users/{world.EmptyUserId}/link/"),
        new("staff-applications-new", Visitor.Administrator, _ => "/staff/api-users/1/applications/new/"),
        new("staff-applications-detail", Visitor.Administrator, _ => "/staff/api-users/1/applications/1/"),
        new("staff-applications-revoke-secret", Visitor.Administrator, _ => "/staff/api-users/1/applications/1/secrets/1/revoke/"),
        new("staff-applications-update", Visitor.Administrator, _ => "/staff/api-users/1/applications/1/update/"),
        new("staff-applications-delete", Visitor.Administrator, _ => "/staff/api-users/1/applications/1/delete/"),
        new("staff-userlogin", Visitor.Administrator, _ => "/staff/userlogin/"),
        new("staff-userlogin-new", Visitor.Administrator, _ => "/staff/userlogin/new/"),
        new("staff-userlogin-detail", Visitor.Administrator, world => $"/staff/userlogin/{world.PortalId}/"),
        new("staff-userlogin-secret", Visitor.Administrator, world => $"/staff/userlogin/{world.PortalId}/secret/"),
        new("staff-userlogin-new-secret", Visitor.Administrator, world => $"/staff/userlogin/{world.PortalId}/secret/", page => page.Locator(Send).First.ClickAsync()),
        new("staff-userlogin-update", Visitor.Administrator, world => $"/staff/userlogin/{world.PortalId}/update/"),
        new("staff-userlogin-revoke", Visitor.Administrator, world => $"/staff/userlogin/{world.PortalId}/links/{world.LinkId}/revoke/"),
    ];

    private static Screen[] StaffOnCompanies() =>
    [
        new("staff-companies", Visitor.Administrator, _ => "/staff/companies/"),
        new("staff-companies-none", Visitor.Administrator, _ => "/staff/companies/?q=ingen"),
        new("staff-companies-new", Visitor.Administrator, _ => "/staff/companies/new/"),
        new("staff-companies-detail", Visitor.Administrator, _ => $"/staff/companies/{Bodies.Testfirma}/"),
        new("staff-companies-update", Visitor.Administrator, _ => $"/staff/companies/{Bodies.Testfirma}/update/"),
        new("staff-administrators-new", Visitor.Administrator, _ => $"/staff/companies/{Bodies.Testfirma}/administrators/new/"),
        new("staff-administrators-remove", Visitor.Administrator, world => $"/staff/companies/{Bodies.Testfirma}/administrators/{world.AdministratorId}/remove/"),
        new("staff-departments-new", Visitor.Administrator, _ => $"/staff/companies/{Bodies.Testfirma}/departments/new/"),
        new("staff-departments-update", Visitor.Administrator, _ => $"/staff/companies/{Bodies.Testfirma}/departments/{Bodies.Testavdeling}/update/"),
        new("staff-franchises-new", Visitor.Administrator, _ => $"/staff/companies/{Bodies.Testfirma}/departments/{Bodies.Testavdeling}/franchises/new/"),
        new("staff-franchises-update", Visitor.Administrator, _ => $"/staff/companies/{Bodies.Testfirma}/franchises/{Bodies.Franchise}/update/"),
    ];

    private static Screen[] StaffOnWebhooks() =>
    [
        new("staff-webhooks", Visitor.Administrator, _ => "/staff/webhooks/"),
        new("staff-webhooks-none", Visitor.Administrator, _ => "/staff/webhooks/?state=failed"),
        new("staff-webhooks-add", Visitor.Administrator, _ => "/staff/webhooks/add/"),
        new(
            "staff-webhooks-add-refused",
            Visitor.Administrator,
            _ => "/staff/webhooks/add/",
            async page =>
            {
                await page.Locator("#Company").SelectOptionAsync("2265");
                await FillAndSendAsync(page, ("#Target", "http://169.254.169.254/"), ("#Headers", "Host: annen"));
            }),
        new("staff-webhooks-detail", Visitor.Administrator, world => $"/staff/webhooks/{world.Endpoints.Good}/"),
        new("staff-webhooks-failing", Visitor.Administrator, world => $"/staff/webhooks/{world.Endpoints.Failing}/"),
        new("staff-webhooks-gone", Visitor.Administrator, world => $"/staff/webhooks/{world.Endpoints.Gone}/"),
        new("staff-webhooks-change", Visitor.Administrator, world => $"/staff/webhooks/{world.Endpoints.Good}/change/"),
        new("staff-webhooks-headers", Visitor.Administrator, world => $"/staff/webhooks/{world.Endpoints.Good}/headers/"),
        new("staff-webhooks-rotate", Visitor.Administrator, world => $"/staff/webhooks/{world.Endpoints.Good}/rotate/"),
        new("staff-webhooks-rotated", Visitor.Administrator, world => $"/staff/webhooks/{world.Endpoints.Off}/rotate/", page => page.Locator(Send).First.ClickAsync()),
        new("staff-webhooks-switch", Visitor.Administrator, world => $"/staff/webhooks/{world.Endpoints.Good}/switch/"),
        new("staff-webhooks-enable", Visitor.Administrator, world => $"/staff/webhooks/{world.Endpoints.Gone}/switch/"),
        new("staff-webhooks-delete", Visitor.Administrator, world => $"/staff/webhooks/{world.Endpoints.Good}/delete/"),
        new("staff-webhooks-replay", Visitor.Administrator, world => $"/staff/webhooks/{world.Endpoints.Good}/replay/"),
        new("staff-deliveries", Visitor.Administrator, _ => "/staff/webhooks/deliveries/"),
        new("staff-deliveries-none", Visitor.Administrator, _ => "/staff/webhooks/deliveries/?state=exhausted"),
        new("staff-deliveries-delivered", Visitor.Administrator, world => $"/staff/webhooks/deliveries/{world.Deliveries.Delivered}/"),
        new("staff-deliveries-failing", Visitor.Administrator, world => $"/staff/webhooks/deliveries/{world.Deliveries.Failing}/"),
    ];

    private static Screen[] StaffOnPeople() =>
    [
        new("staff-candidates", Visitor.Administrator, _ => "/staff/candidates/"),
        new("staff-candidates-found", Visitor.Administrator, _ => "/staff/candidates/", page => FillAndSendAsync(page, ("#Text", "Nordmann"))),
        new("staff-candidates-none", Visitor.Administrator, _ => "/staff/candidates/", page => FillAndSendAsync(page, ("#Text", "finnes ikke"))),
        new("staff-candidates-detail", Visitor.Administrator, _ => "/staff/candidates/590499/"),
        new("staff-candidates-move", Visitor.Administrator, _ => "/staff/candidates/590499/move/"),
        new("staff-candidates-export", Visitor.Administrator, _ => "/staff/candidates/590499/export/"),
        new("staff-candidates-erase", Visitor.Administrator, _ => "/staff/candidates/590499/erase/"),
        new("staff-candidates-result", Visitor.Administrator, _ => "/staff/candidates/590499/results/add/"),
        new("staff-candidates-invite", Visitor.Administrator, _ => "/staff/candidates/590499/invite/"),
        new("staff-candidates-invite-link", Visitor.Administrator, _ => "/staff/candidates/590496/invite/", page => FillAndSendAsync(page, ("#Email", "invitert@example.no"))),
        new("staff-candidates-account", Visitor.Administrator, _ => "/staff/candidates/590499/account/"),
        new("staff-candidates-enrol", Visitor.Administrator, _ => "/staff/candidates/590499/enrol/"),
        new("staff-candidates-status", Visitor.Administrator, _ => "/staff/candidates/590499/statuses/add/"),
        new("staff-candidates-status-refused", Visitor.Administrator, _ => "/staff/candidates/590499/statuses/add/", page => RegisterStatusAsync(page, "afr", "reauth", " ")),
        new("staff-candidates-status-missing", Visitor.Administrator, _ => "/staff/candidates/590496/statuses/add/", page => RegisterStatusAsync(page, "gos", "ok", "Vedtak")),
        new("staff-candidates-posted", Visitor.Administrator, _ => "/staff/candidates/590496/statuses/add/", page => RegisterStatusAsync(page, "afr", "paused", "Vedtak")),
        new("staff-candidates-lock", Visitor.Administrator, world => $"/staff/candidates/590499/statuses/{world.StatusId}/lock/"),
    ];

    // There may be two at once, and one was made when the page was looked at before. The demo data's own stays.
    private static async Task MakeSecretAsync(IPage page)
    {
        var revoke = page.Locator("a[href*='/secrets/']");
        if (await revoke.CountAsync() > 1)
        {
            await revoke.First.ClickAsync();
            await page.Locator(Send).ClickAsync();
            await Assertions.Expect(revoke).ToHaveCountAsync(1);
        }

        await page.Locator("form[action*=Secret] button").ClickAsync();
    }

    private static async Task RegisterStatusAsync(IPage page, string appName, string status, string reason)
    {
        await page.Locator("#AppName").SelectOptionAsync(appName);
        await page.Locator("#Status").SelectOptionAsync(status);
        await FillAndSendAsync(page, ("#Reason", reason));
    }

    private static async Task FillAndSendAsync(IPage page, params (string Field, string Value)[] fields)
    {
        foreach (var (field, value) in fields)
        {
            await page.Locator(field).FillAsync(value);
        }

        await page.Locator(Send).First.ClickAsync();
    }
}
