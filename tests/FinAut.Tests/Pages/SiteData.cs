using FinAut.Domain.Companies;
using FinAut.Domain.Results;
using FinAut.Domain.UserLogin;
using FinAut.Domain.Users;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Staff;
using FinAut.Tests.UserLogin;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Pages;

/// <summary>Makes what the pages of the site are about: for each page anew, since its forms change and delete it.</summary>
internal sealed class SiteData(UserLoginServer portal)
{
    private TestServer Server => portal.Server;

    /// <summary>Makes what a parameter of a route names, under those that come before it.</summary>
    /// <param name="route">The route up to the parameter.</param>
    /// <param name="above">The numbers of the parameters before.</param>
    /// <param name="visitor">Who comes to the page.</param>
    /// <returns>Its number.</returns>
    public async Task<long> NewAsync(string route, IReadOnlyList<long> above, WalkVisitor visitor) => route switch
    {
        "o/applications/{id:long}" => await NewApplicationAsync(visitor.Account!.ApiUserId!.Value),
        "o/applications/{id:long}/secrets/{secret:long}" => await SecretOfAsync(above[0]),
        "staff/accounts/{id:long}" => await NewLockedAsync(Visitor.Support),
        "staff/api-users/{id:long}" => await NewApiUserAsync(),
        "staff/api-users/{id:long}/applications/{applicationId:long}" => await NewApplicationAsync(above[0]),
        "staff/api-users/{id:long}/applications/{applicationId:long}/secrets/{secret:long}" => await SecretOfAsync(above[1]),
        "staff/candidates/{id:long}" => await NewPersonAsync(),
        "staff/candidates/{id:long}/statuses/{status:long}" => await StatusOfAsync(above[0]),
        "staff/companies/{id:long}" => await NewCompanyAsync(),
        "staff/companies/{id:long}/administrators/{personId:long}" => await NewAdministratorAsync(above[0]),
        "staff/companies/{id:long}/departments/{departmentId:long}" => await DepartmentOfAsync(above[0]),
        "staff/companies/{id:long}/franchises/{franchiseId:long}" => await FranchiseOfAsync(above[0]),
        "staff/userlogin/{id:long}" => await NewClientIdAsync(StaffVisitors.NewName("portal")),
        "staff/userlogin/{id:long}/links/{linkId:long}" => await LinkAsync(above[0], await NewPersonAsync()),
        "staff/webhooks/{id:long}" => (await NewDeliveryAsync()).EndpointId,
        "staff/webhooks/deliveries/{id:long}" => (await NewDeliveryAsync()).Id,
        _ => throw new InvalidOperationException($"Nothing is made to show at {route}."),
    };

    /// <summary>Makes a UserLogin client.</summary>
    /// <returns>Its slug.</returns>
    public async Task<string> NewClientAsync()
    {
        var slug = StaffVisitors.NewName("portal");
        await NewClientIdAsync(slug);
        return slug;
    }

    /// <summary>Links a person to a client.</summary>
    public async Task LinkAsync(string slug, long person)
    {
        await using var db = Server.Database();
        await LinkAsync(await db.UserLoginClients.Where(c => c.Slug == slug).Select(c => c.Id).SingleAsync(), person);
    }

    /// <summary>Makes the endpoint of a UserLogin client.</summary>
    public async Task<long> NewLinkEndpointAsync()
    {
        var client = await NewClientIdAsync(StaffVisitors.NewName("portal"));
        return await AddAsync(new WebhookEndpoint
        {
            CompanyId = null,
            UserLoginClientId = client,
            Kind = WebhookKind.UserLogin,
            Url = portal.Inbox.Url(),
            Created = Server.Time.GetUtcNow(),
        }, e => e.Id);
    }

    /// <summary>Makes a person with the role of an administrator, who administers a company or none besides the employer.</summary>
    public async Task<long> NewAdministratorAsync(long? company = null)
    {
        var person = await Server.AddPersonAsync(p =>
        {
            p.User.LastName += TextDirection.Turning;
            p.Give("afr", UserType.Bedriftsansvarlig);
        });
        return company is null ? person : await AddAsync(new Administration { UserId = person, CompanyId = company.Value }, a => a.UserId);
    }

    private async Task<long> NewClientIdAsync(string slug)
    {
        var client = await portal.AddClientAsync(slug);
        await using var db = Server.Database();
        await db.UserLoginClients.Where(c => c.Id == client).ExecuteUpdateAsync(set => set.SetProperty(c => c.Name, c => c.Name + TextDirection.Turning));
        return client;
    }

    private async Task<long> NewPersonAsync()
    {
        var person = await Server.AddPersonAsync(p =>
        {
            p.User.LastName += TextDirection.Turning;
            p.Give("afr", UserType.Kandidat);
            var status = p.Status("afr", "afrnew", "2020-01-02", comment: "Kommentar" + TextDirection.Turning);
            p.Db.Entry(status).Property(s => s.Reason).CurrentValue += TextDirection.Turning;
            p.Result("afr", topics: new ResultTopic("Etikk" + TextDirection.Turning, 80, true));
        });
        await WalkVisitor.AddCandidateAsync(Server, person);
        return person;
    }

    // Locked out after failures, and with an authenticator app: both can be taken back.
    private async Task<long> NewLockedAsync(Visitor kind)
    {
        var account = await WalkVisitor.NewAccountAsync(Server, kind);
        await using var db = Server.Database();
        var until = Server.Time.GetUtcNow().AddHours(1);
        await db.Accounts.Where(a => a.Id == account.Id).ExecuteUpdateAsync(set => set
            .SetProperty(a => a.FailedSignIns, 9).SetProperty(a => a.LockedUntil, until).SetProperty(a => a.HasSecondFactor, true));
        return kind == Visitor.ApiUser ? account.ApiUserId!.Value : account.Id;
    }

    private async Task<long> NewApiUserAsync()
    {
        var user = await NewLockedAsync(Visitor.ApiUser);
        await NewApplicationAsync(user);
        return user;
    }

    private async Task<long> NewApplicationAsync(long apiUser)
    {
        var client = await Server.NewApplicationAsync(apiUser);
        await using var db = Server.Database();
        var id = await db.Applications.Where(a => a.ClientId == client).Select(a => a.Id).SingleAsync();
        await db.Applications.Where(a => a.Id == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.Name, a => a.Name + TextDirection.Turning));
        await db.ApplicationSecrets.Where(s => s.ApplicationId == id).ExecuteUpdateAsync(set => set.SetProperty(s => s.Label, "Prod" + TextDirection.Turning));
        return id;
    }

    private async Task<long> NewCompanyAsync()
    {
        var company = await AddAsync(new Company { Navn = StaffVisitors.NewName("Bank") + TextDirection.Turning, Orgnr = "", Hjemmeside = "" }, c => c.Id);
        var department = await AddAsync(new Department { CompanyId = company, Name = "Avdeling" + TextDirection.Turning }, d => d.Id);
        await AddAsync(new Franchise { DepartmentId = department, Name = "Agentur" + TextDirection.Turning }, f => f.Id);
        await NewAdministratorAsync(company);
        return company;
    }

    private async Task<WebhookDelivery> NewDeliveryAsync()
    {
        var now = Server.Time.GetUtcNow();
        var endpoint = await AddAsync(
            new WebhookEndpoint { CompanyId = Bodies.Testfirma, Kind = WebhookKind.All, Url = portal.Inbox.Url(), Created = now }, e => e.Id);
        var delivery = new WebhookDelivery
        {
            CompanyId = Bodies.Testfirma,
            EndpointId = endpoint,
            EventId = StaffVisitors.NewName("evt"),
            Event = WebhookEvent.Ping,
            ObjectId = 0,
            UserId = 0,
            Sequence = 0,
            CorrelationId = "c-1",
            Created = now,
        };
        await AddAsync(delivery.Queue("{}", due: null), d => d.Id);
        return delivery;
    }

    private async Task<long> StatusOfAsync(long person)
    {
        await using var db = Server.Database();
        return await db.UserStatuses.IgnoreQueryFilters().Where(s => s.UserId == person).Select(s => s.Id).SingleAsync();
    }

    private async Task<long> SecretOfAsync(long application)
    {
        await using var db = Server.Database();
        return await db.ApplicationSecrets.Where(s => s.ApplicationId == application).Select(s => s.Id).FirstAsync();
    }

    private async Task<long> DepartmentOfAsync(long company)
    {
        await using var db = Server.Database();
        return await db.Departments.IgnoreQueryFilters().Where(d => d.CompanyId == company).Select(d => d.Id).SingleAsync();
    }

    private async Task<long> FranchiseOfAsync(long company)
    {
        await using var db = Server.Database();
        return await db.Franchises.IgnoreQueryFilters().Where(f => f.Department.CompanyId == company).Select(f => f.Id).SingleAsync();
    }

    private Task<long> LinkAsync(long client, long person) => AddAsync(
        new UserLoginLink
        {
            ClientId = client,
            UserId = person,
            ExtUserId = StaffVisitors.NewName("ext"),
            EncryptedUserId = UserLoginLink.NewEncryptedUserId(),
            Created = Server.Time.GetUtcNow(),
        },
        l => l.Id);

    private async Task<long> AddAsync<T>(T row, Func<T, long> id)
        where T : class
    {
        await using var db = Server.Database();
        db.Add(row);
        await db.SaveChangesAsync();
        return id(row);
    }
}
