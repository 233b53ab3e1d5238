using System.Net;
using FinAut.Tests.Infrastructure;

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
        using var signedIn = await browser.PostAsync("/finautapi/v1/api-auth/login/", ("UserName", "stdin"), ("Password", Password));
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
    }

    [Theory]
    [InlineData("elleve-tegn", "at least 12 characters")]
    [InlineData("", "at least 12 characters")]
    public async Task A_short_password_is_refused(string password, string said)
    {
        var refused = await RunAsync(password, "create-api-user --username short --password-stdin");

        Assert.Contains(said, refused.With(Refused).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_keeps_the_id_and_the_secret_that_it_had_before()
    {
        const string hash = "pbkdf2_sha256$1000$c2FsdA$k0iK0pLA0dH9V6eL9pJ2d8T0vE1xq3yS5vR7hQm1Q2k=";
        var made = (await RunAsync("", $"create-application --username demo --name LMS --client-id kept-id --secret-hash {hash}")).With(0);

        Assert.Equal("kept-id", made.After("client_id:"));
        Assert.DoesNotContain("client_secret", made.Output, StringComparison.Ordinal);
        await using var db = _server.Database();
        Assert.Contains(hash, db.Applications.Where(a => a.ClientId == "kept-id").SelectMany(a => a.Secrets).Select(s => s.Hash));
    }

    [Fact]
    public async Task A_candidates_link_sets_the_password_that_signs_in()
    {
        var made = (await RunAsync("", "create-candidate-link --user 123 --email ola.lenke@example.no")).With(0);
        Assert.Equal("ola.lenke@example.no", made.After("username:"));
        var link = new Uri(made.After("link:"));

        using var browser = Browser.Open(_server);
        using var set = await browser.PostAsync(link.PathAndQuery, ("New", Password));
        Assert.Equal("/candidate/login/", set.Headers.Location!.ToString());
        await browser.SubmitAsync("/candidate/login/", ("Email", "ola.lenke@example.no"), ("Password", Password));

        var taken = await RunAsync("", "create-candidate-link --user 1 --email OLA.lenke@example.no");
        Assert.Contains("Another person", taken.With(Refused).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create-candidate-link --user 99999999", "99999999")]
    [InlineData("create-candidate-link --user 1 --email nobody", "no email address")]
    [InlineData("create-api-user --username x --limit 0", "--limit")]
    [InlineData("create-application --username demo --name x --scopes everything", "--scopes")]
    public async Task What_cannot_be_is_refused_in_a_sentence(string arguments, string said)
    {
        var refused = await RunAsync("", arguments);

        Assert.Contains(said, refused.With(Refused).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_trail_is_written_as_CSV_by_person_and_by_day_in_Oslo()
    {
        using var writer = await _server.ClientAsync();
        var person = (await writer.CreateUserAsync("afr_ka")).Number();
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(_server.Time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo")).Date);

        var lines = await ExportAsync($"--user {person}");
        Assert.Equal("id,at,actor_kind,actor,action,entity,entity_id,user_id,changes,correlation_id", lines[0]);
        Assert.NotEmpty(lines[1..]);
        Assert.All(lines[1..], line => Assert.Contains($",{person},", line, StringComparison.Ordinal));

        Assert.Equal(lines, await ExportAsync($"--user {person} --from {today:yyyy-MM-dd} --to {today.AddDays(1):yyyy-MM-dd}"));
        Assert.Single(await ExportAsync($"--user {person} --to {today.AddDays(-1):yyyy-MM-dd}"));
        Assert.Single(await ExportAsync($"--user {person} --from {today.AddDays(2):yyyy-MM-dd}"));
    }

    private async Task<string[]> ExportAsync(string options) =>
        (await RunAsync("", $"audit-export {options}")).With(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private Task<Ended> RunAsync(string input, string arguments) => InProcess.RunAsync(_server.ConnectionString, arguments.Split(' '), input: input);
}
