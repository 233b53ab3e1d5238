using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using FinAut.Domain.Accounts;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Hosting;

/// <summary>The commands of the server's own executable.</summary>
public sealed class CommandTests(DemoDatabase demo) : IClassFixture<DemoDatabase>
{
    private const int Failed = 1;

    [Fact]
    public async Task A_deployment_is_made_from_nothing_by_commands_alone()
    {
        // The database itself does not exist yet either.
        var database = TestDatabase.ConnectionString("t_" + Guid.NewGuid().ToString("N"));
        var settings = ServerProcess.Demo(database);
        try
        {
            Assert.Contains("_Initial", (await ServerProcess.RunAsync(settings, "migrate")).With(0).Output, StringComparison.Ordinal);
            Assert.Contains("12 people", (await ServerProcess.RunAsync(settings, "seed", "--users", "12")).With(0).Output, StringComparison.Ordinal);

            var staff = (await ServerProcess.RunAsync(settings, "create-staff", "--username", "leder")).With(0);
            Assert.Equal("leder", staff.After("username:"));
            await AssertOpensAccountAsync(database, staff.After("link:"));

            var apiUser = (await ServerProcess.RunAsync(settings, "create-api-user", "--username", "lms", "--company", "2265", "456", "--limit", "7")).With(0);
            Assert.Equal("lms", apiUser.After("username:"));
            var password = apiUser.After("password:");
            Assert.True(password.Length >= 12);

            var application = (await ServerProcess.RunAsync(settings, "create-application", "--username", "LMS", "--name", "LMS", "--scopes", "read")).With(0);
            var (clientId, secret) = (application.After("client_id:"), application.After("client_secret:"));

            await AssertCredentialsWorkAsync(settings, clientId, secret);
            await AssertKeptAsHashesAsync(database, password, secret);

            var twice = await ServerProcess.RunAsync(settings, "create-api-user", "--username", "LMS");
            Assert.Contains("already", twice.With(Failed).Output, StringComparison.Ordinal);
        }
        finally
        {
            await TestDatabase.DropAsync(database);
        }
    }

    [Theory]
    [InlineData("--help", "create-application")]
    [InlineData("--help", "Throttle__PermitLimit")]
    [InlineData("migrate --help", "migrate")]
    [InlineData("seed --help", "--users")]
    [InlineData("create-api-user --help", "--username")]
    [InlineData("create-application --help", "--scopes")]
    [InlineData("create-staff --help", "--support")]
    public async Task Help_needs_no_settings(string arguments, string expected)
    {
        var ended = (await ServerProcess.RunAsync(new Dictionary<string, string>(), arguments.Split(' '))).With(0);

        Assert.Contains(expected, ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sow", "sow")]
    [InlineData("migrate --dryrun", "--dryrun")]
    [InlineData("seed 100", "100")]
    [InlineData("seed --users many", "many")]
    [InlineData("create-api-user", "--username")]
    [InlineData("create-application --username lms", "--name")]
    public async Task An_unknown_command_or_option_is_refused_by_name(string arguments, string named)
    {
        var ended = (await ServerProcess.RunAsync(ServerProcess.Demo(Unreachable()), arguments.Split(' '))).With(Failed);

        Assert.Contains(named, ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create-api-user --username x --company 99999999", "99999999")]
    [InlineData("create-application --username nobody --name x", "API user")]
    [InlineData("create-staff --username STAFF", "already")]
    [InlineData("create-staff --username demo", "already")]
    [InlineData("create-staff --username <script>", "--username")]
    [InlineData("create-application --username demo --name x --client-id finaut-demo", "finaut-demo")]
    [InlineData("create-application --username demo --name x --secret-hash md5$abc", "--secret-hash")]
    [InlineData("create-api-user --username x --limit 0", "--limit")]
    [InlineData("create-application --username demo --name x --scopes everything", "--scopes")]
    public async Task An_account_that_cannot_be_is_refused_and_nothing_is_kept(string arguments, string named)
    {
        var database = demo.ConnectionString;
        var before = await CountAccountsAsync(database);

        var ended = (await ServerProcess.RunAsync(ServerProcess.Demo(database), arguments.Split(' '))).With(Failed);

        Assert.Contains(named, ended.Output, StringComparison.Ordinal);
        Assert.Equal(before, await CountAccountsAsync(database));
    }

    [Fact]
    public async Task Migrating_and_seeding_again_changes_nothing()
    {
        var settings = ServerProcess.Demo(demo.ConnectionString);

        Assert.Contains("up to date", (await ServerProcess.RunAsync(settings, "migrate")).With(0).Output, StringComparison.Ordinal);
        Assert.Contains("nothing was filled in", (await ServerProcess.RunAsync(settings, "seed")).With(0).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("migrate")]
    [InlineData("create-api-user --username x")]
    public async Task A_database_that_is_away_is_reported_in_a_sentence(string arguments)
    {
        var ended = (await ServerProcess.RunAsync(ServerProcess.Demo(Unreachable()), arguments.Split(' '))).With(Failed);

        Assert.Contains("The database", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_data_are_refused_outside_demo_mode()
    {
        var ended = await ServerProcess.RunAsync(ServerProcess.Production(Unreachable()), "seed");

        Assert.NotEqual(0, ended.Code);
        Assert.Contains("Demo__Enabled", ended.Output, StringComparison.Ordinal);
    }

    private static async Task AssertCredentialsWorkAsync(Dictionary<string, string> settings, string clientId, string secret)
    {
        await using var server = await ServerProcess.StartAsync(settings);
        using var client = new HttpClient { BaseAddress = new Uri(server.BaseUrl) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", await client.RequestTokenAsync(clientId, secret));
        using var companies = await client.GetAsync("/finautapi/v1/companies/");
        Assert.Equal("7", companies.Header("X-RateLimit-Limit"));
        Assert.Equal(
            [$"{server.BaseUrl}/finautapi/v1/companies/456/", $"{server.BaseUrl}/finautapi/v1/companies/2265/"],
            (await companies.ReadJsonAsync()).Ids());
    }

    private static async Task AssertOpensAccountAsync(string database, string link)
    {
        await using var db = TestDatabase.Context(database);
        var account = await db.Accounts.SingleAsync(a => a.UserName == "leder");
        Assert.Equal((AccountKind.Staff, StaffRole.Administrator), (account.Kind, account.Role));
        Assert.Contains("/finautapi/v1/api-auth/reset/?token=", link, StringComparison.Ordinal);
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..])), account.ResetHash);
    }

    private static async Task AssertKeptAsHashesAsync(string database, string password, string secret)
    {
        await using var db = TestDatabase.Context(database);
        var hashes = await db.ApplicationSecrets.Select(s => s.Hash).ToListAsync();
        hashes.AddRange(await db.Accounts.Where(a => a.PasswordHash != null).Select(a => a.PasswordHash!).ToListAsync());
        Assert.True(hashes.Count > 2);
        Assert.All(hashes, hash => Assert.False(hash.Contains(password, StringComparison.Ordinal) || hash.Contains(secret, StringComparison.Ordinal)));
    }

    private static async Task<(int Users, int Applications, int Audits)> CountAccountsAsync(string database)
    {
        await using var db = TestDatabase.Context(database);
        return (await db.ApiUsers.CountAsync(), await db.Applications.CountAsync(), await db.AuditEntries.CountAsync());
    }

    // A port that nobody listens on.
    private static string Unreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"Host=127.0.0.1;Port={((IPEndPoint)listener.LocalEndpoint).Port};Username=finaut;Database=finaut";
    }
}
