using System.Text;
using System.Text.Json.Nodes;
using FinAut.Domain.Accounts;
using FinAut.Domain.Competency;
using FinAut.Domain.Data;
using FinAut.Domain.Statuses;
using FinAut.Domain.UserLogin;
using FinAut.Domain.Users;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FinAut.Tests.Privacy;

/// <summary>A person with a value in every column that may tell who the person is, each of which stands nowhere else.</summary>
internal sealed class PlantedPerson
{
    /// <summary>The password of the person's account.</summary>
    public const string Password = "Ni-hester-over-elva";

    private const long Portal = 1;
    private const long Goal = 456;

    private readonly TestServer _server;
    private readonly string _mark = Guid.NewGuid().ToString("N")[..12];

    private PlantedPerson(TestServer server) => _server = server;

    /// <summary>The person's number.</summary>
    public long Id { get; private set; }

    /// <summary>The person's URL.</summary>
    public string Url => $"{TestServer.Root}user/{Id}/";

    /// <summary>The persnr.</summary>
    public string Persnr { get; } = TestPersnr.Next();

    /// <summary>What the person signs in with.</summary>
    public string UserName => $"konto-{_mark}@plantet.example";

    /// <summary>The name that the person had first, which only the audit trail knows.</summary>
    public string FormerName => $"Tidligere{_mark}";

    /// <summary>What was planted, by entity and property, as it stands in a dump.</summary>
    public Dictionary<(Type Entity, string Property), string> Values { get; } = [];

    /// <summary>All that must be found nowhere once the person is erased.</summary>
    public IEnumerable<string> Traces => Values.Values.Append(FormerName).Append(Persnr);

    /// <summary>Makes one.</summary>
    public static async Task<PlantedPerson> AddAsync(WriteServer demo)
    {
        var person = new PlantedPerson(demo.Server);
        await person.AddEndpointAsync();
        await person.AddByTheApiAsync(demo);
        await person.AddPastTheApiAsync();
        return person;
    }

    /// <summary>Every row of every table, as text.</summary>
    public static async Task<string> DumpAsync(TestServer server)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        var tables = new List<string>();
        await using (var command = new NpgsqlCommand("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'", connection))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        Assert.Contains("users", tables);
        var dump = new StringBuilder();
        foreach (var table in tables)
        {
            await using var command = new NpgsqlCommand($"SELECT t::text FROM \"{table}\" t", connection);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                dump.Append(table).Append(' ').AppendLine(reader.GetString(0));
            }
        }

        return dump.ToString();
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private string Plant(Type entity, string property, string text) => Values[(entity, property)] = text;

    private async Task AddEndpointAsync()
    {
        await using var db = _server.Database();
        if (!await db.WebhookEndpoints.IgnoreQueryFilters().AnyAsync(e => e.CompanyId == Places.Testfirma))
        {
            db.WebhookEndpoints.Add(new WebhookEndpoint
            {
                CompanyId = Places.Testfirma,
                Kind = WebhookKind.All,
                Url = "https://lms.example/hook",
                Created = _server.Time.GetUtcNow(),
            });
            await db.SaveChangesAsync();
        }
    }

    private async Task AddByTheApiAsync(WriteServer demo)
    {
        var body = Bodies.User(Persnr, "afr_ka", "krd_ka");
        body["first_name"] = FormerName;
        body["last_name"] = Plant(typeof(User), nameof(User.LastName), $"Etternavn{_mark}");
        body["email"] = Plant(typeof(User), nameof(User.Email), $"epost-{_mark}@plantet.example");
        body["mobile"] = Plant(typeof(User), nameof(User.Mobile), Random.Shared.Next(40_000_000, 99_999_999).ToString("D8"));
        body["employee_alias"] = Plant(typeof(Employment), nameof(Employment.EmployeeAlias), $"alias-{_mark}");
        var user = (await demo.Demo.CreateAsync("user/", body)).Text("id");
        Id = user.Number();
        await demo.Demo.PatchAsync(user, new JsonObject { ["first_name"] = Plant(typeof(User), nameof(User.FirstName), $"Fornavn{_mark}") });

        var status = Bodies.Status(user, "hvilende");
        status["reason"] = Plant(typeof(UserStatus), nameof(UserStatus.Reason), $"grunn-{_mark}");
        status["comment"] = Plant(typeof(UserStatus), nameof(UserStatus.Comment), $"kommentar-{_mark}");
        await demo.Demo.CreateAsync("userstatus/", status);
        await demo.Exam.CreateAsync("results/", Bodies.Result(user));
    }

    // With the server's own contexts, which write the audit trail.
    private async Task AddPastTheApiAsync()
    {
        var now = _server.Time.GetUtcNow();
        await using var db = await _server.Services.GetRequiredService<IDbContextFactory<FinAutDbContext>>().CreateDbContextAsync();
        var person = await db.Users.IgnoreQueryFilters().SingleAsync(u => u.Id == Id);
        Plant(typeof(User), nameof(User.PersnrCipher), Hex(person.PersnrCipher));
        Plant(typeof(User), nameof(User.PersnrLookup), Hex(person.PersnrLookup));
        db.Add(new Administration { UserId = Id, CompanyId = Places.Eksempelbanken });

        var link = new UserLoginLink
        {
            ClientId = Portal,
            UserId = Id,
            ExtUserId = Plant(typeof(UserLoginLink), nameof(UserLoginLink.ExtUserId), $"ext-{_mark}"),
            EncryptedUserId = Plant(typeof(UserLoginLink), nameof(UserLoginLink.EncryptedUserId), $"enc-{_mark}"),
            Created = now,
        };
        db.Add(link);
        await db.SaveChangesAsync();
        db.Add(new CompetencyResult
        {
            UserLoginLinkId = link.Id,
            GoalId = Goal,
            PassedDate = new DateOnly(2026, 9, 1),
            ExternalSystem = "LMS",
            ExternalId = Plant(typeof(CompetencyResult), nameof(CompetencyResult.ExternalId), $"kurs-{_mark}"),
            Created = now,
        });

        var account = Account.OfCandidate(person, UserName, now);
        Plant(typeof(Account), nameof(Account.UserName), UserName);
        Plant(typeof(Account), nameof(Account.NormalizedUserName), account.NormalizedUserName);
        TestPasswords.Set(account, Password);
        Plant(typeof(Account), nameof(Account.PasswordHash), account.PasswordHash!);
        Plant(typeof(Account), nameof(Account.SecurityStamp), account.SecurityStamp);
        account.AuthenticatorKeyCipher = Encoding.ASCII.GetBytes($"nøkkel-{_mark}");
        Plant(typeof(Account), nameof(Account.AuthenticatorKeyCipher), Hex(account.AuthenticatorKeyCipher));
        account.LastCode = Plant(typeof(Account), nameof(Account.LastCode), $"k{_mark[..9]}");
        var reset = Encoding.ASCII.GetBytes($"lenke-{_mark}");
        account.AllowReset(reset, now.AddHours(1));
        Plant(typeof(Account), nameof(Account.ResetHash), Hex(reset));
        db.Add(account);

        var endpoint = await db.WebhookEndpoints.IgnoreQueryFilters().Where(e => e.CompanyId == Places.Testfirma).Select(e => e.Id).FirstAsync();
        var delivery = new WebhookDelivery
        {
            CompanyId = Places.Testfirma,
            EndpointId = endpoint,
            EventId = "evt_" + _mark,
            Event = WebhookEvent.UserStatus,
            ObjectId = 1,
            UserId = Id,
            Sequence = 1,
            CorrelationId = "",
            Created = now,
        };
        db.Add(delivery.Queue($"{{\"planted\":\"{Plant(typeof(WebhookDelivery), nameof(WebhookDelivery.Payload), $"kropp-{_mark}")}\"}}", now));
        await db.SaveChangesAsync();
        db.Add(new WebhookAttempt
        {
            DeliveryId = delivery.Id,
            Number = 1,
            Manual = false,
            At = now,
            DurationMs = 1,
            Status = 200,
            Error = null,
            Exchange = Plant(typeof(WebhookAttempt), nameof(WebhookAttempt.Exchange), $"ekko-{_mark}"),
        });
        await db.SaveChangesAsync();
    }
}
