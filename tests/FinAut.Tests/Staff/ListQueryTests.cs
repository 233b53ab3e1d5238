using FinAut.Domain.Accounts;
using FinAut.Domain.Audit;
using FinAut.Domain.UserLogin;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Staff;

/// <summary>What a list costs does not grow with what it shows.</summary>
public sealed class ListQueryTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const int Rows = 12;

    private TestServer Server => demo.Server;

    [Theory]
    [InlineData("/staff/candidates/", "company=99999999")]
    [InlineData("/staff/audit/", "actor=nobody")]
    [InlineData("/staff/webhooks/", "state=gone")]
    [InlineData("/staff/webhooks/deliveries/", "state=cancelled")]
    [InlineData("/staff/companies/", "q=nothing")]
    [InlineData("/staff/api-users/", "q=nothing")]
    public async Task A_list_of_many_takes_as_many_queries_as_one_of_none(string list, string none)
    {
        await FillAsync(Server);
        using var staff = await Browser.StaffAsync(Server);
        await staff.GetAsync(list);
        using var queries = Server.CountQueries();
        var empty = await staff.GetAsync($"{list}?{none}");
        var count = queries.Count;
        queries.Reset();

        var many = await staff.GetAsync(list);

        Assert.Equal(count, queries.Count);
        Assert.Equal(0, RowsOf(empty));
        Assert.InRange(RowsOf(many), Rows, int.MaxValue);
    }

    [Theory]
    [InlineData("/staff/userlogin/")]
    [InlineData("/staff/accounts/")]
    public async Task A_list_without_a_filter_takes_the_same_queries_when_it_has_grown(string list)
    {
        await using var server = await TestServer.StartAsync();
        using var staff = await Browser.StaffAsync(server);
        await staff.GetAsync(list);
        using var queries = server.CountQueries();
        var few = await staff.GetAsync(list);
        var count = queries.Count;
        await FillAsync(server);
        queries.Reset();

        var many = await staff.GetAsync(list);

        Assert.Equal(count, queries.Count);
        Assert.InRange(RowsOf(many), RowsOf(few) + Rows, int.MaxValue);
    }

    private static int RowsOf(string page) => Math.Max(0, page.Split("<tr>").Length - 2);

    private static async Task FillAsync(TestServer server)
    {
        var now = server.Time.GetUtcNow();
        for (var row = 0; row < Rows; row++)
        {
            var apiUser = await server.NewApiUserAsync();
            await using var db = server.Database();
            var (company, name) = (new Domain.Companies.Company { Navn = StaffVisitors.NewName("Bank"), Orgnr = "", Hjemmeside = "" }, StaffVisitors.NewName("n"));
            db.Companies.Add(company);
            db.Accounts.Add(Account.OfStaff(name, StaffRole.Support, now));
            db.UserLoginClients.Add(new UserLoginClient { ApiUserId = apiUser, Slug = name, Name = name, PostUrl = "https://lms.example/", RedirectUrl = "https://lms.example/" });
            var endpoint = new WebhookEndpoint { CompanyId = Bodies.Testfirma, Kind = WebhookKind.All, Url = "https://a.example/", Created = now };
            db.WebhookEndpoints.Add(endpoint);
            db.WebhookDeliveries.Add(new WebhookDelivery
            {
                EndpointId = endpoint.Id,
                CompanyId = endpoint.CompanyId,
                EventId = "evt_" + name,
                Event = WebhookEvent.Ping,
                ObjectId = 0,
                UserId = 0,
                Sequence = 0,
                CorrelationId = "",
                Created = now,
            }.Queue("{}", due: now));
            db.AuditEntries.Add(new AuditEntry
            {
                At = now,
                ActorKind = ActorKind.System,
                Actor = name,
                Action = "created",
                Entity = "company",
                EntityId = company.Id,
                Changes = "[]",
                CorrelationId = "",
            });
            await db.SaveChangesAsync();
        }
    }
}
