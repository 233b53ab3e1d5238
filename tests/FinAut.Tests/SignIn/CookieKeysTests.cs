using System.Net;
using FinAut.Domain.Users;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace FinAut.Tests.SignIn;

/// <summary>The keys of cookies and forms lie in the database: every node has them, and a restart loses none.</summary>
public sealed class CookieKeysTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string Login = "/finautapi/v1/api-auth/login/";

    private static readonly string OtherKey = Convert.ToBase64String(Enumerable.Repeat((byte)23, PersnrProtector.KeyLength).ToArray());

    private TestServer Server => demo.Server;

    [Fact]
    public async Task A_session_begun_at_one_node_is_known_at_another()
    {
        await using var node = await NodeAsync();
        using var staff = await Browser.StaffAsync(Server);
        using var elsewhere = staff.At(node);

        await elsewhere.GetAsync("/staff/");

        using var begunThere = await Browser.StaffAsync(node);
        using var here = begunThere.At(Server);
        await here.GetAsync("/staff/");
    }

    [Fact]
    public async Task A_form_opened_at_one_node_can_be_posted_to_another()
    {
        await using var node = await NodeAsync();
        using var browser = Browser.Open(Server);
        var form = (await browser.OpenAsync(Login)).Form("Logg inn");
        using var elsewhere = browser.At(node);

        using var response = await form.At(elsewhere).SendAsync(("UserName", "demo"), ("Password", "Demo-Passord-1"));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        await elsewhere.GetAsync("/o/applications/");
    }

    [Fact]
    public async Task A_restart_ends_no_session()
    {
        Browser staff;
        await using (var before = await NodeAsync())
        {
            staff = await Browser.StaffAsync(before);
        }

        await using var after = await NodeAsync();
        using var later = staff.At(after);
        staff.Dispose();

        await later.GetAsync("/staff/");
    }

    [Fact]
    public async Task Keys_are_encrypted_in_the_database_and_leave_no_trace_in_the_audit_trail()
    {
        using var staff = await Browser.StaffAsync(Server);
        await using var db = Server.Database();

        var keys = await db.DataProtectionKeys.AsNoTracking().ToListAsync();

        Assert.NotEmpty(keys);
        Assert.All(keys, key =>
        {
            Assert.StartsWith("key-", key.FriendlyName, StringComparison.Ordinal);
            Assert.Contains("<encryptedSecret ", key.Xml, StringComparison.Ordinal);
            Assert.DoesNotContain("masterKey", key.Xml, StringComparison.Ordinal);
            Assert.DoesNotContain("<value", key.Xml, StringComparison.Ordinal);
            Assert.NotEqual(default, key.Created);
        });
        Assert.False(await db.AuditEntries.AnyAsync(e => e.Entity == "data_protection_key"));
    }

    [Fact]
    public async Task Sessions_outlive_a_change_of_the_key_that_encrypts_the_keys()
    {
        using var staff = await Browser.StaffAsync(Server);
        await using var node = await NodeAsync(new() { ["Secrets:EncryptionKeys:2"] = OtherKey });
        using var elsewhere = staff.At(node);

        await elsewhere.GetAsync("/staff/");
    }

    [Fact]
    public async Task A_node_with_a_wrong_key_says_so_and_makes_one_of_its_own()
    {
        await using var wrong = await NodeAsync(new() { ["Secrets:EncryptionKeys:1"] = OtherKey });
        using var staff = await Browser.StaffAsync(Server);
        using var elsewhere = staff.At(wrong);

        using var unknown = await elsewhere.SendAsync(HttpMethod.Get, "/staff/");
        Assert.Equal(HttpStatusCode.Redirect, unknown.StatusCode);
        using var there = await Browser.ApiUserAsync(wrong);
        await there.GetAsync("/o/applications/");

        Assert.Contains(wrong.Logs.Lines, line =>
            line.Level >= LogLevel.Warning
            && line.Exception?.Contains("A stored key of cookies cannot be read with Secrets__EncryptionKeys", StringComparison.Ordinal) == true);

        // And nodes with the right one go on.
        await using var right = await NodeAsync();
        using var begunHere = await Browser.StaffAsync(Server);
        using var again = begunHere.At(right);
        await again.GetAsync("/staff/");
    }

    [Fact]
    public async Task A_database_that_is_migrated_after_the_start_needs_no_restart()
    {
        var database = await TestDatabase.CreateEmptyAsync();
        try
        {
            await using var server = await TestServer.StartAsync(connectionString: database);
            using (var ready = await server.Http.GetAsync("/health/ready"))
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            }

            await using (var db = server.Database())
            {
                await db.Database.MigrateAsync();
            }

            using var browser = Browser.Open(server);
            Assert.NotEmpty((await browser.OpenAsync(Login)).Token);
        }
        finally
        {
            await TestDatabase.DropAsync(database);
        }
    }

    [Fact]
    public async Task A_database_that_comes_back_after_the_start_needs_no_restart()
    {
        await using var proxy = new DatabaseProxy(Server.ConnectionString);
        proxy.Cut();
        await using var server = await TestServer.StartAsync(connectionString: proxy.ConnectionString);
        using var browser = Browser.Open(server);

        await browser.GetAsync(Login, HttpStatusCode.ServiceUnavailable);
        using (var ready = await server.Http.GetAsync("/health/ready"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        }

        proxy.Restore();
        await Until.TrueAsync(async () =>
        {
            using var page = await browser.SendAsync(HttpMethod.Get, Login);
            return page.IsSuccessStatusCode;
        });
    }

    private Task<TestServer> NodeAsync(Dictionary<string, string>? settings = null) =>
        TestServer.StartAsync(settings, Server.ConnectionString, Server.Time);
}
