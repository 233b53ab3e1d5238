using FinAut.Api.UserLogin;
using FinAut.Domain.UserLogin;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinAut.Tests.UserLogin;

/// <summary>A server with a course portal: a UserLogin client of the API user <c>demo</c>, and an inbox for its posts.</summary>
public sealed class UserLoginServer : IAsyncDisposable
{
    public const string Slug = "portal";
    public const string Redirect = "https://portal.test/after?from=finaut";
    public const string ExtUserId = "ola.nordmann@portal";
    public const string CandidatePassword = "Kandidat-Passord-1";

    /// <summary>The person behind the account <c>kandidat</c>.</summary>
    public const long Candidate = 590499;

    /// <summary>Another person, without an account.</summary>
    public const long Other = 590496;

    private const string Agree = "Ja, koble";
    private const long DemoApiUser = 1;

    private UserLoginServer(WebhookServer webhooks) => Webhooks = webhooks;

    /// <summary>What sends and takes posts.</summary>
    public WebhookServer Webhooks { get; }

    /// <summary>The server.</summary>
    public TestServer Server => Webhooks.Server;

    /// <summary>Where the portal takes posts.</summary>
    public WebhookInbox Inbox => Webhooks.Inbox;

    /// <summary>The portal's number.</summary>
    public long ClientId { get; private set; }

    public static async Task<UserLoginServer> StartAsync(IReadOnlyDictionary<string, string>? settings = null)
    {
        var server = new UserLoginServer(await WebhookServer.StartAsync(settings));
        server.ClientId = await server.AddClientAsync(Slug);
        return server;
    }

    /// <summary>Where a portal sends a candidate.</summary>
    public static string Path(string extUserId = ExtUserId, string client = Slug) => $"{TestServer.Root}userlogin/{client}/{extUserId}/";

    /// <summary>Makes another portal.</summary>
    /// <returns>Its number.</returns>
    public async Task<long> AddClientAsync(string slug, bool enabled = true)
    {
        await using var db = Server.Database();
        var client = new UserLoginClient
        {
            ApiUserId = DemoApiUser,
            Slug = slug,
            Name = "Kursportalen <b>Pluss</b>",
            PostUrl = Inbox.Url(slug),
            RedirectUrl = Redirect,
            Enabled = enabled,
        };
        db.UserLoginClients.Add(client);
        await db.SaveChangesAsync();
        return client.Id;
    }

    /// <summary>Changes the portal's record as staff do.</summary>
    internal async Task ChangeAsync(Func<UserLoginClient, UserLoginClients, Task> change)
    {
        await using var scope = Server.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<FinAut.Domain.Data.FinAutDbContext>();
        var client = await db.UserLoginClients.SingleAsync(c => c.Id == ClientId);
        await change(client, scope.ServiceProvider.GetRequiredService<UserLoginClients>());
        await db.SaveChangesAsync();
    }

    /// <summary>The browser of a candidate who has signed in.</summary>
    public async Task<Browser> CandidateAsync(string userName = "kandidat", string password = CandidatePassword)
    {
        var browser = Browser.Open(Server);
        using var response = await browser.SendFormAsync("/candidate/login/", "Logg inn", ("Email", userName), ("Password", password));
        Assert.Equal(System.Net.HttpStatusCode.Redirect, response.StatusCode);
        return browser;
    }

    /// <summary>The browser of another candidate, who was invited.</summary>
    public async Task<Browser> OtherCandidateAsync()
    {
        const string password = "tre gule hester i regnet";
        var link = await InviteAsync(Other, "annen@example.no");
        using var browser = Browser.Open(Server);
        using var response = await browser.SendFormAsync(link.Path!, "Lagre passordet", ("New", password));
        Assert.Equal("/candidate/login/", response.Headers.Location?.ToString());
        return await CandidateAsync("annen@example.no", password);
    }

    /// <summary>Invites somebody.</summary>
    internal async Task<CandidateInvitation> InviteAsync(long userId, string email)
    {
        await using var scope = Server.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<CandidateAccounts>().InviteAsync(userId, email, CancellationToken.None);
    }

    /// <summary>Opens the consent page and consents.</summary>
    public static Task<HttpResponseMessage> ConsentAsync(Browser browser, string extUserId = ExtUserId, string client = Slug) =>
        browser.SendFormAsync(Path(extUserId, client), Agree);

    /// <summary>Opens the consent page.</summary>
    public static async Task<HtmlForm> FormAsync(Browser browser, string extUserId = ExtUserId, string client = Slug) =>
        (await browser.OpenAsync(Path(extUserId, client))).Form(Agree);

    /// <summary>The fields of a consent page, to forge a post with.</summary>
    public static (string Name, string Value)[] Consent(string extUserId = ExtUserId, string client = Slug) =>
        [("consent_client", client), ("consent_ext_user_id", extUserId)];

    /// <summary>The portal's links.</summary>
    public async Task<List<UserLoginLink>> LinksAsync()
    {
        await using var db = Server.Database();
        return await db.UserLoginLinks.IgnoreQueryFilters().AsNoTracking().Where(l => l.ClientId == ClientId).OrderBy(l => l.Id).ToListAsync();
    }

    /// <summary>The only delivery of a link.</summary>
    public async Task<WebhookDelivery> DeliveryAsync()
    {
        await using var db = Server.Database();
        return await db.WebhookDeliveries.IgnoreQueryFilters().AsNoTracking().SingleAsync(d => d.Event == WebhookEvent.UserLogin);
    }

    public ValueTask DisposeAsync() => Webhooks.DisposeAsync();
}
