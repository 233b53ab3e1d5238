using System.Net;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.OAuth;

namespace FinAut.Tests.Hosting;

/// <summary>What commands make, used on a server beside them.</summary>
public sealed class AccountCommandTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const int Refused = 1;
    private const string Password = "Ni-blaa-stoler-9";

    private readonly TestServer _server = demo.Server;

    [Fact]
    public async Task A_password_from_standard_input_signs_in_and_is_not_printed()
    {
        var made = (await RunAsync(Password + "\n", "create-api-user --username stdin --company 2265 --password-stdin")).With(0);

        Assert.Equal("stdin", made.After("username:"));
        Assert.DoesNotContain("password", made.Output, StringComparison.OrdinalIgnoreCase);
        using var browser = Browser.Open(_server);
        using var signedIn = await browser.SendFormAsync("/finautapi/v1/api-auth/login/", "Logg inn", ("UserName", "stdin"), ("Password", Password));
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
    }

    [Theory]
    [InlineData("elleve-tegn")]
    [InlineData("")]
    public async Task A_short_password_is_refused(string password)
    {
        var refused = await RunAsync(password, "create-api-user --username short --password-stdin");

        Assert.Contains("at least 12 characters", refused.With(Refused).Output, StringComparison.Ordinal);
    }

    // The rules of the pages: see ApiUserPagesTests and PasswordRulesTests for what they are.
    [Theory]
    [InlineData("passord-velkommen-1", "rules", "too easy to guess")]
    [InlineData("xx-ola-normann-xx", "ola-normann", "too easy to guess")]
    [InlineData("Ni-blaa-stoler-9", "with/slash", "letters, digits and the signs")]
    [InlineData("Ni-blaa-stoler-9", "DEMO", "There is an account DEMO already.")]
    [InlineData("Ni-blaa-stoler-9", "staff", "There is an account staff already.")]
    public async Task Names_and_passwords_are_checked_as_on_the_pages(string password, string name, string message)
    {
        var refused = await RunAsync(password, $"create-api-user --username {name} --password-stdin");

        Assert.Contains(message, refused.With(Refused).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create-staff --username demo", "There is an account demo already.")]
    [InlineData("create-staff --username æ?", "letters, digits and the signs")]
    [InlineData("create-api-user --username limited --limit 1000001", "--limit must be from 1 to 1000000.")]
    [InlineData("create-application --username demo --name a\u0007b", "no control characters")]
    public async Task Other_fields_are_checked_as_on_the_pages(string arguments, string message)
    {
        var refused = await RunAsync("", arguments);

        Assert.Contains(message, refused.With(Refused).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_password_is_refused()
    {
        var refused = await RunAsync(new string('x', 100) + new string('y', 101), "create-api-user --username long --password-stdin");

        Assert.Contains("at most 200 characters", refused.With(Refused).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_api_user_without_companies_is_said_to_see_nothing()
    {
        var without = (await RunAsync("", "create-api-user --username uten-bedrift")).With(0);
        var with = (await RunAsync("", "create-api-user --company 2265 --username med-bedrift")).With(0);

        Assert.StartsWith("none, so it sees no data; link companies at http", without.After("companies:"), StringComparison.Ordinal);
        Assert.DoesNotContain("companies:", with.Output, StringComparison.Ordinal);
        using var staff = await Browser.StaffAsync(_server);
        var path = new Uri(without.After("companies:").Split(' ')[^1]).AbsolutePath;
        Assert.Contains("uten-bedrift", (await staff.OpenAsync(path)).TextAt("h1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_told_from_one_that_refuses()
    {
        await using var database = new DatabaseProxy(_server.ConnectionString);
        database.Stall();

        var ended = await InProcess.RunAsync(database.ConnectionString + ";Timeout=1", ["create-staff", "--username", "sen"]);

        Assert.Equal("The database did not answer in time.", ended.With(Refused).Output.Trim());
    }

    [Fact]
    public async Task A_name_is_kept_composed()
    {
        var made = (await RunAsync("", "create-api-user --username a\u030a-kunde")).With(0);

        Assert.Equal("å-kunde", made.After("username:"));
    }

    [Fact]
    public async Task An_application_keeps_the_id_and_the_secret_that_it_had_before()
    {
        var made = (await RunAsync("", $"create-application --username demo --name LMS --client-id kept-id --secret-hash {SecretTests.DjangoHash}")).With(0);

        Assert.Equal("kept-id", made.After("client_id:"));
        Assert.DoesNotContain("client_secret", made.Output, StringComparison.Ordinal);
        Assert.NotEmpty(await _server.Http.RequestTokenAsync("kept-id", SecretTests.DjangoSecret));
    }

    private Task<Ended> RunAsync(string input, string arguments) => InProcess.RunAsync(_server, arguments.Split(' '), input);
}
