using System.Collections.Concurrent;
using FinAut.Domain.Accounts;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.UserLogin;
using FinAut.Tests.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace FinAut.BrowserTests;

/// <summary>A server on which every page has something to show: what goes well, what fails, and what is not there yet.</summary>
public sealed class SiteWorld : IAsyncLifetime
{
    /// <summary>An API user that has nothing yet.</summary>
    public const string EmptyUser = "nykunde";

    /// <summary>An API user that is asked for a code when it signs in.</summary>
    public const string CodeUser = "sikkerkunde";

    /// <summary>The password of the API users and staff that are made here.</summary>
    public const string Password = "tre gule hester i regnet";

    /// <summary>A portal that nobody is linked to yet.</summary>
    public const string FreshPortal = "nyportal";

    private readonly Dictionary<(Visitor, string), Tab> _tabs = [];
    private UserLoginServer _portal = null!;

    /// <summary>The server.</summary>
    public TestServer Server => _portal.Server;

    /// <summary>The number of <see cref="EmptyUser"/>.</summary>
    public long EmptyUserId { get; private set; }

    /// <summary>Numbers of accounts: of an administrator who never signed in, and of one of support who is locked out.</summary>
    public (long Fresh, long Locked) Staff { get; private set; }

    /// <summary>Numbers of endpoints.</summary>
    public (long Good, long Failing, long Gone, long Off) Endpoints { get; private set; }

    /// <summary>Numbers of deliveries.</summary>
    public (long Delivered, long Failing) Deliveries { get; private set; }

    /// <summary>The number of a link of the portal.</summary>
    public long LinkId { get; private set; }

    /// <summary>The number of a status of the demo data's best known candidate.</summary>
    public long StatusId { get; private set; }

    /// <summary>The number of a person who administers Testfirma.</summary>
    public long AdministratorId { get; private set; }

    /// <summary>The number of the portal.</summary>
    public long PortalId => _portal.ClientId;

    /// <summary>A link that chooses a password.</summary>
    public string ResetLink { get; private set; } = "";

    public async Task InitializeAsync()
    {
        _portal = await UserLoginServer.StartAsync(new Dictionary<string, string> { ["Throttle:Enabled"] = "true", ["Throttle:PermitLimit"] = "200" });
        await AddAccountsAsync();
        await AddWebhooksAsync();
        await AddLinksAsync();
        await UseUpAsync();
    }

    /// <summary>The tab of a visitor, who has signed in. It stays open: a new one would cost more than what is done in it.</summary>
    internal async Task<Tab> TabAsync(BrowserFixture browser, Visitor visitor, string language)
    {
        if (!_tabs.TryGetValue((visitor, language), out var tab))
        {
            var page = await browser.NewPageAsync(language);
            await page.Context.AddInitScriptAsync(await browser.AxeAsync());
            await SignInAsync(page, visitor);
            tab = new Tab(page, page.Troubles());
            _tabs.Add((visitor, language), tab);
        }

        tab.Troubles.Clear();
        return tab;
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    private async Task SignInAsync(IPage page, Visitor visitor)
    {
        switch (visitor)
        {
            case Visitor.Nobody:
                break;
            case Visitor.ApiUser:
                await page.SignInAsync(Server, "demo", "Demo-Passord-1", "/o/applications/");
                break;
            case Visitor.NewApiUser:
                await page.SignInAsync(Server, EmptyUser, Password, "/o/applications/");
                break;
            case Visitor.Administrator:
                await page.SignInAsync(Server, "staff", "Staff-Passord-1", "/staff/");
                break;
            case Visitor.Support:
                await page.SignInAsync(Server, "brukerstotte", Password, "/staff/");
                break;
            case Visitor.Candidate:
                await page.OpenAsync(Server, "/candidate/login/");
                await page.EnterAsync("kandidat", UserLoginServer.CandidatePassword);
                await page.IsAtAsync(Server, "/candidate/");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(visitor));
        }
    }

    private async Task AddAccountsAsync()
    {
        EmptyUserId = (await TestSignIns.AddAsync(Server, AccountKind.ApiUser, EmptyUser, Password)).ApiUserId!.Value;
        await TestSignIns.AddAsync(Server, AccountKind.ApiUser, CodeUser, Password);
        await TestSignIns.AddAsync(Server, AccountKind.Staff, "brukerstotte", Password, StaffRole.Support);
        var fresh = await TestSignIns.AddAsync(Server, AccountKind.Staff, "ny.ansatt", Password);
        var locked = await TestSignIns.AddAsync(Server, AccountKind.Staff, "glemsk.ansatt", Password, StaffRole.Support);
        Staff = (fresh.Id, locked.Id);
        ResetLink = await TestSignIns.LinkAsync(Server, "ny.ansatt");
        for (var i = 0; i < 6; i++)
        {
            using var visitor = Browser.Open(Server);
            (await visitor.SendFormAsync(Visits.SignIn, "Logg inn", ("UserName", "glemsk.ansatt"), ("Password", "feil"))).Dispose();
        }

        await using var db = Server.Database();
        await db.Set<ApiUserCompany>().Where(c => c.ApiUserId == EmptyUserId).ExecuteDeleteAsync();
        var until = Server.Time.GetUtcNow().AddHours(1);
        await db.Accounts.Where(a => a.Id == locked.Id).ExecuteUpdateAsync(set => set.SetProperty(a => a.LockedUntil, until));
        await db.Accounts.Where(a => a.UserName == CodeUser).ExecuteUpdateAsync(set => set.SetProperty(a => a.HasSecondFactor, true));
    }

    private async Task AddWebhooksAsync()
    {
        _portal.Inbox.Answers = post => post.Path switch
        {
            "/down" => new Answer(503, ("Content-Type", "text/html"), "<h1>503 Service Unavailable</h1>\n<script>alert('down')</script>"),
            "/gone" => new Answer(410),
            _ => new Answer(200, ("Content-Type", "application/json"), """{"received":true}"""),
        };
        var hooks = _portal.Webhooks;
        var good = (await hooks.AddEndpointAsync()).Text("id");
        var failing = (await hooks.AddEndpointAsync(kind: "userstatuses", path: "down")).Text("id");
        var gone = (await hooks.AddEndpointAsync(path: "gone")).Text("id");
        var off = (await hooks.AddEndpointAsync(kind: "results", path: "later", company: Bodies.Eksempelbanken, change: b => b["enabled"] = false)).Text("id");
        await hooks.ChangeAsync(good, (e, secrets) => secrets.SetHeaders(e, [KeyValuePair.Create("Authorization", "Bearer abc"), KeyValuePair.Create("X-Tenant", "42")]));
        for (var i = 0; i < 3; i++)
        {
            var user = await hooks.Writer.CreateUserAsync("afr_ka");
            await hooks.Exam.CreateAsync("results/", Bodies.Result(user));
        }

        Endpoints = (good.Number(), failing.Number(), gone.Number(), off.Number());
        await Until.TrueAsync(async () =>
        {
            await using var db = Server.Database();
            return await db.WebhookEndpoints.IgnoreQueryFilters().AnyAsync(e => e.Id == Endpoints.Gone && e.State == WebhookEndpointState.Gone)
                && !await db.WebhookDeliveries.IgnoreQueryFilters().AnyAsync(d => d.State == WebhookDeliveryState.Pending && d.Attempts == 0);
        });
        Deliveries = ((await hooks.DeliveriesAsync(good))[^1].Text("id").Number(), (await hooks.DeliveriesAsync(failing))[^1].Text("id").Number());
    }

    private async Task AddLinksAsync()
    {
        using (var candidate = await _portal.CandidateAsync())
        {
            (await UserLoginServer.ConsentAsync(candidate)).Dispose();
        }

        await using (var db = Server.Database())
        {
            StatusId = await db.UserStatuses.IgnoreQueryFilters().Where(s => s.UserId == UserLoginServer.Candidate).Select(s => s.Id).FirstAsync();
            AdministratorId = await db.Administrations.IgnoreQueryFilters().Where(a => a.CompanyId == Bodies.Testfirma).Select(a => a.UserId).FirstAsync();
        }

        LinkId = Assert.Single(await _portal.LinksAsync()).Id;
        await _portal.AddClientAsync(FreshPortal);
    }

    // Callers near their limit and over it.
    private async Task UseUpAsync()
    {
        foreach (var (limit, calls) in new[] { (10, 9), (5, 7) })
        {
            using var caller = await Server.NewCallerAsync(limit);
            for (var i = 0; i < calls; i++)
            {
                (await caller.GetAsync(TestServer.Root + "ordning/")).Dispose();
            }
        }
    }
}

/// <summary>A tab of a browser.</summary>
/// <param name="Page">What is open in it.</param>
/// <param name="Troubles">What went wrong in it.</param>
internal sealed record Tab(IPage Page, ConcurrentQueue<string> Troubles);

/// <summary>Who looks at a page.</summary>
internal enum Visitor
{
    /// <summary>Somebody who has not signed in.</summary>
    Nobody,

    /// <summary>The API user of the demo data.</summary>
    ApiUser,

    /// <summary>An API user that has nothing yet.</summary>
    NewApiUser,

    /// <summary>Norsk Test's administrator.</summary>
    Administrator,

    /// <summary>Norsk Test's support.</summary>
    Support,

    /// <summary>A candidate with an account.</summary>
    Candidate,
}
