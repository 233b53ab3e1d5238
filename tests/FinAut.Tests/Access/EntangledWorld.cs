using FinAut.Domain.ApiClients;
using FinAut.Domain.Companies;
using FinAut.Domain.Competency;
using FinAut.Domain.UserLogin;
using FinAut.Domain.Users;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Access;

/// <summary>
/// The demo data, with people who moved between the two customers, and rows that refer across. <c>Ours</c> is what the demo
/// application sees, <c>theirs</c> what the other one sees.
/// </summary>
public sealed class EntangledWorld : IAsyncLifetime
{
    private const long OtherApiUser = 3;

    private static readonly DateTimeOffset Then = new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);

    public TestServer Server { get; private set; } = null!;

    /// <summary>Works for them, and always has.</summary>
    public long Theirs { get; private set; }

    /// <summary>Worked for us, works for them.</summary>
    public long Emigrant { get; private set; }

    /// <summary>Worked for them, works for us.</summary>
    public long Immigrant { get; private set; }

    /// <summary>Works for us and administers a company of theirs besides.</summary>
    public long OurAdministrator { get; private set; }

    /// <summary>Works for them and administers a company of ours besides.</summary>
    public long TheirAdministrator { get; private set; }

    public async Task InitializeAsync()
    {
        Server = await TestServer.StartAsync();
        await AddCompanyPartsAsync();
        Theirs = await Server.AddPersonAsync(p =>
        {
            Work(p, Places.Utenfor, Places.UtenforDepartment, "2019-01-01", "their-alias", 90021);
            p.Status("afr", "afrok", "2026-02-01", setBy: 1, comment: "Fjernkommentar");
            p.Result("gos");
            Link(p, OtherApiUser, "their-lms", "encrypted-by-them");
        });
        Emigrant = await Server.AddPersonAsync(p =>
        {
            Work(p, Places.Testfirma, Places.Testavdeling, "2019-01-01", "emigrant-at-ours", 5001);
            p.Status("krd", "krdnew", "2019-02-01", setBy: 1);
            p.Result("krd", "2019-06-01T10:00:00Z");
            Link(p, 1, "our-lms", "encrypted-by-us-before-the-move");
            Work(p, Places.Utenfor, Places.UtenforDepartment, "2025-01-01", "emigrant-at-theirs");
        });
        Immigrant = await Server.AddPersonAsync(p =>
        {
            Work(p, Places.Utenfor, Places.UtenforDepartment, "2019-01-01", "immigrant-at-theirs");
            p.Status("aip", "aipok", "2020-02-01", setBy: Theirs);
            p.Status("aip", "hvilende", "2026-01-01");
            p.Result("aip", "2020-01-15T10:00:00Z");
            Link(p, OtherApiUser, "their-second-lms", "encrypted-by-them-before-the-move");
            Work(p, Places.Testfirma, Places.Testavdeling, "2025-01-01", "immigrant-at-ours");
        });
        OurAdministrator = await AddAdministratorAsync(Places.Testfirma, Places.Testavdeling, Places.Utenfor);
        TheirAdministrator = await AddAdministratorAsync(Places.Utenfor, Places.UtenforDepartment, Places.Testfirma);
        await AddWebhooksAsync(Places.Testfirma, "https://our-lms.example/hook");
        await AddWebhooksAsync(Places.Utenfor, "https://their-lms.example/hook");
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();

    private static void Work(NewPerson person, long company, long department, string start, string alias, long? franchise = null) =>
        person.Employ(company, department, start, alias, franchise);

    private static void Link(NewPerson person, long apiUser, string slug, string encrypted)
    {
        var client = new UserLoginClient
        {
            ApiUserId = apiUser,
            Slug = slug,
            Name = slug,
            PostUrl = "https://lms.example/post",
            RedirectUrl = "https://lms.example/",
        };
        person.Db.Add(client);
        var link = new UserLoginLink { ClientId = client.Id, UserId = person.Id, ExtUserId = slug, EncryptedUserId = encrypted, Created = Then };
        person.Db.Add(link);
        person.Db.Add(new CompetencyResult
        {
            UserLoginLinkId = link.Id,
            GoalId = 456,
            PassedDate = new DateOnly(2026, 5, 6),
            ExternalSystem = "System-" + slug,
            ExternalId = "Kurs-" + slug,
            Created = Then,
        });
    }

    private async Task<long> AddAdministratorAsync(long company, long department, long alsoAdministers) => await Server.AddPersonAsync(p =>
    {
        Work(p, company, department, "2021-01-01", $"administrator-{company}");
        p.Give("afr", UserType.Bedriftsansvarlig);
        p.Db.Add(new Administration { UserId = p.Id, CompanyId = company });
        p.Db.Add(new Administration { UserId = p.Id, CompanyId = alsoAdministers });
    });

    // Both companies were posted what happened to everybody who moved, whoever employs them now.
    private async Task AddWebhooksAsync(long company, string url)
    {
        await using var db = Server.Database();
        var endpoint = new WebhookEndpoint { CompanyId = company, Kind = WebhookKind.All, Url = url, Created = Then };
        db.Add(endpoint);
        long[] people = [Emigrant, Immigrant, company == Places.Utenfor ? Theirs : OurAdministrator];
        var results = await db.Results.IgnoreQueryFilters().Where(r => people.Contains(r.UserId)).Select(r => new { r.Id, r.UserId }).ToListAsync();
        var statuses = await db.UserStatuses.IgnoreQueryFilters().Where(s => people.Contains(s.UserId)).Select(s => new { s.Id, s.UserId }).ToListAsync();
        db.AddRange(results.Select(r => Delivery(WebhookEvent.Result, r.Id, r.UserId)));
        db.AddRange(statuses.Select(s => Delivery(WebhookEvent.UserStatus, s.Id, s.UserId)));
        db.Add(Delivery(WebhookEvent.Ping, 0, 0));
        await db.SaveChangesAsync();

        // Everybody looks at webhooks too.
        foreach (var application in await db.Applications.ToListAsync())
        {
            application.Scopes |= Scopes.Webhooks;
        }

        await db.SaveChangesAsync();

        WebhookDelivery Delivery(WebhookEvent happened, long objectId, long userId) => new WebhookDelivery
        {
            EndpointId = endpoint.Id,
            CompanyId = endpoint.CompanyId,
            EventId = $"evt_{company}_{happened}_{objectId}",
            Event = happened,
            ObjectId = objectId,
            UserId = userId,
            Sequence = 1,
            CorrelationId = "",
            Created = Then,
        }.Queue("{}", due: null);
    }

    private async Task AddCompanyPartsAsync()
    {
        await using var db = Server.Database();
        db.Add(new Department { Id = 9003, CompanyId = Places.Utenfor, Name = "Fjernavdelingen" });
        db.Add(new Franchise { Id = 90021, DepartmentId = Places.UtenforDepartment, Name = "Agentur Fjernt" });
        await db.SaveChangesAsync();
    }
}
