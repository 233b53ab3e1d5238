using System.Net;
using System.Text.RegularExpressions;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.SignIn;
using FinAut.Tests.UserLogin;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Pages;

/// <summary>The states in which a walk looks at each page. Every page about something is about data of its own.</summary>
internal sealed partial class SiteScenes(UserLoginServer portal)
{
    private const int RegexTimeout = 1000;

    private readonly SiteData _data = new(portal);

    private TestServer Server => portal.Server;

    /// <summary>The states of a page: one to be looked at, and those with other forms. One that is not for a visitor gives null.</summary>
    public IEnumerable<Func<WalkVisitor, Task<WalkStop?>>> Of(string route) => route switch
    {
        // There is a provider in ProviderSignInTests only; without one the page does not exist.
        "candidate/provider/" => [],
        "candidate/refused/{reason}/" => [_ => At("/candidate/refused/failed/", HttpStatusCode.BadRequest), _ => At("/candidate/refused/unknown/", HttpStatusCode.Forbidden)],
        "finautapi/v1/api-auth/code/" => [CodeAsync],
        "finautapi/v1/api-auth/reset/" => [_ => At("/finautapi/v1/api-auth/reset/?token=used"), ResetAsync],
        "finautapi/v1/userlogin/{client}/{extUserId}/" => [ConsentAsync, LinkedOtherwiseAsync],
        "staff/accounts/{id:long}/" => [v => AboutAsync(route, v), v => AboutAsync(route, v, DisableAccountAsync)],
        "staff/api-users/{id:long}/" => [v => AboutAsync(route, v), v => AboutAsync(route, v, DisableApiUserAsync), v => AboutAsync(route, v, RemoveAccountAsync)],
        "staff/candidates/{id:long}/account/" => [v => AboutAsync(route, v), v => AboutAsync(route, v, DisableCandidateAsync)],
        "staff/candidates/{id:long}/erase/" => [v => AboutAsync(route, v, id => With(("Number", $"{id}")))],
        "staff/candidates/{id:long}/results/add/" => [v => AboutAsync(route, v, _ => With(("AppName", "afr")))],
        "staff/candidates/{id:long}/statuses/add/" => [v => AboutAsync(route, v, _ => With(("AppName", "afr"), ("Status", "hvilende")))],
        "staff/candidates/{id:long}/statuses/{status:long}/lock/" => [v => AboutAsync(route, v), v => AboutAsync(route, v, LockAsync)],
        "staff/companies/{id:long}/administrators/new/" => [v => AboutAsync(route, v, async _ => [("Person", $"{await _data.NewAdministratorAsync()}")])],
        "staff/webhooks/{id:long}/" => [v => AboutAsync(route, v), async _ => new WalkStop($"/staff/webhooks/{await _data.NewLinkEndpointAsync()}/")],
        "staff/webhooks/{id:long}/switch/" => [v => AboutAsync(route, v), v => AboutAsync(route, v, DisableEndpointAsync)],
        _ => [v => AboutAsync(route, v)],
    };

    /// <summary>The error pages that a visitor comes to.</summary>
    public static IEnumerable<WalkStop> Errors(Visitor visitor)
    {
        yield return new WalkStop("/staff/nothing/") { Status = HttpStatusCode.NotFound };
        if (visitor is Visitor.ApiUser or Visitor.Support or Visitor.Administrator)
        {
            yield return new WalkStop(visitor == Visitor.ApiUser ? "/staff/" : "/o/applications/") { Status = HttpStatusCode.Forbidden };
        }
    }

    private static Task<WalkStop?> At(string path, HttpStatusCode status = HttpStatusCode.OK) => Task.FromResult<WalkStop?>(new WalkStop(path) { Status = status });

    private static Task<(string Name, string Value)[]> With(params (string Name, string Value)[] fields) => Task.FromResult(fields);

    // Makes what the page is about, and puts it into the state that the scene is about.
    private async Task<WalkStop?> AboutAsync(string route, WalkVisitor visitor, Func<long, Task<(string Name, string Value)[]>>? prepare = null)
    {
        var (path, ids) = ("/" + route, new List<long>());
        foreach (Match parameter in Parameter().Matches(route))
        {
            ids.Add(await _data.NewAsync(route[..(parameter.Index + parameter.Length)], ids, visitor));
            path = path.Replace(parameter.Value, $"{ids[^1]}", StringComparison.Ordinal);
        }

        return prepare is null ? new WalkStop(path) : new WalkStop(path, await prepare(ids[^1]));
    }

    private async Task<WalkStop?> CodeAsync(WalkVisitor visitor)
    {
        if (visitor.Kind != Visitor.Nobody)
        {
            return new WalkStop("/finautapi/v1/api-auth/code/");
        }

        var account = await WalkVisitor.NewAccountAsync(Server, Visitor.ApiUser);
        using var first = await Browser.SignInAsync(Server, account.UserName, WalkVisitor.Password);
        var page = await first.OpenAsync("/finautapi/v1/api-auth/authenticator/");
        var app = AuthenticatorApp.Scan(page);
        (await AuthenticatorApp.SetUpAsync(page, app.Code())).Dispose();
        var second = Browser.Open(Server);
        (await second.SendFormAsync("/finautapi/v1/api-auth/login/", "Logg inn", ("UserName", account.UserName), ("Password", WalkVisitor.Password))).Dispose();
        return new WalkStop("/finautapi/v1/api-auth/code/", ("Digits", app.Code(later: 1))) { Browser = second };
    }

    private async Task<WalkStop?> ResetAsync(WalkVisitor visitor)
    {
        var account = await WalkVisitor.NewAccountAsync(Server, Visitor.ApiUser);
        return new WalkStop(await TestSignIns.LinkAsync(Server, account.UserName));
    }

    private async Task<WalkStop?> ConsentAsync(WalkVisitor visitor) =>
        new WalkStop(UserLoginServer.Path(client: await _data.NewClientAsync()));

    private async Task<WalkStop?> LinkedOtherwiseAsync(WalkVisitor visitor)
    {
        if (visitor.Kind != Visitor.Candidate)
        {
            return null;
        }

        var slug = await _data.NewClientAsync();
        await _data.LinkAsync(slug, visitor.Account!.UserId!.Value);
        return new WalkStop(UserLoginServer.Path("another", slug)) { Status = HttpStatusCode.Conflict };
    }

    private Task<(string, string)[]> DisableAccountAsync(long id) => ChangeAsync(db => db.Accounts.Where(a => a.Id == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Enabled, false)));

    private Task<(string, string)[]> DisableApiUserAsync(long id) => ChangeAsync(db => db.ApiUsers.Where(u => u.Id == id).ExecuteUpdateAsync(set => set.SetProperty(u => u.Enabled, false)));

    private Task<(string, string)[]> RemoveAccountAsync(long id) => ChangeAsync(db => db.Accounts.Where(a => a.ApiUserId == id).ExecuteDeleteAsync());

    private Task<(string, string)[]> DisableCandidateAsync(long id) => ChangeAsync(db => db.Accounts.Where(a => a.UserId == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Enabled, false)));

    private Task<(string, string)[]> LockAsync(long id) =>
        ChangeAsync(db => db.UserStatuses.IgnoreQueryFilters().Where(s => s.Id == id).ExecuteUpdateAsync(set => set.SetProperty(s => s.Locked, true)));

    private Task<(string, string)[]> DisableEndpointAsync(long id) => ChangeAsync(async db =>
    {
        (await db.WebhookEndpoints.IgnoreQueryFilters().SingleAsync(e => e.Id == id)).Enable(false);
        await db.SaveChangesAsync();
    });

    private async Task<(string, string)[]> ChangeAsync(Func<Domain.Data.PostgreSql.PostgreSqlDbContext, Task> change)
    {
        await using var db = Server.Database();
        await change(db);
        return [];
    }

    [GeneratedRegex("{[^}]+}", RegexOptions.None, RegexTimeout)]
    private static partial Regex Parameter();
}
