using System.Net;
using FinAut.Api.UserLogin;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.UserLogin;

/// <summary>Candidates' own accounts: the link that sets them up, and signing in.</summary>
public sealed class CandidateAccountTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string Password = "tre gule hester i regnet";

    private readonly TestServer _server = demo.Server;

    [Fact]
    public async Task A_link_sets_a_password_once()
    {
        var link = await InviteAsync(1, "Kari.Nordmann@example.no");
        using var browser = Browser.Open(_server);
        using var set = await browser.SendFormAsync(link.Path!, "Lagre passordet", ("New", Password));
        Assert.Equal("/candidate/login/", set.Headers.Location!.ToString());
        Assert.Contains("Lenken er brukt", await browser.GetAsync(link.Path!), StringComparison.Ordinal);

        var home = await browser.SubmitAsync("/candidate/login/", "Logg inn", ("Email", "kari.nordmann@EXAMPLE.no"), ("Password", Password));
        Assert.Contains("Kari Nordmann", home.Text, StringComparison.Ordinal);

        await home.SubmitAsync("Logg ut");
        using var after = await browser.SendAsync(HttpMethod.Get, "/candidate/");
        Assert.StartsWith("/candidate/login/", new Uri(new Uri(_server.BaseUrl), after.Headers.Location!).AbsolutePath, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_made_by_the_command_sets_the_password_that_signs_in()
    {
        var made = (await CommandAsync("create-candidate-link --user 123 --email ola.lenke@example.no")).With(0);
        Assert.Equal("ola.lenke@example.no", made.After("username:"));
        var link = new Uri(made.After("link:"));

        using var browser = Browser.Open(_server);
        using var set = await browser.SendFormAsync(link.PathAndQuery, "Lagre passordet", ("New", Password));
        Assert.Equal("/candidate/login/", set.Headers.Location!.ToString());
        var home = await browser.SubmitAsync("/candidate/login/", "Logg inn", ("Email", "ola.lenke@example.no"), ("Password", Password));
        Assert.Contains("Ola Nordmann", home.Text, StringComparison.Ordinal);

        var taken = await CommandAsync("create-candidate-link --user 1 --email OLA.lenke@example.no");
        Assert.Contains("Another person", taken.With(1).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("create-candidate-link --user 99999999", "99999999")]
    [InlineData("create-candidate-link --user 1 --email nobody", "no email address")]
    public async Task A_link_to_nobody_is_refused_in_a_sentence(string arguments, string said)
    {
        var refused = await CommandAsync(arguments);

        Assert.Contains(said, refused.With(1).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_address_replaces_the_account_and_a_strangers_is_refused()
    {
        var first = await InviteAsync(590496, "first@example.no");
        var second = await InviteAsync(590496, "second@example.no");
        using var browser = Browser.Open(_server);

        Assert.Contains("Lenken er brukt", await browser.GetAsync(first.Path!), StringComparison.Ordinal);
        Assert.Contains("second@example.no", await browser.GetAsync(second.Path!), StringComparison.Ordinal);
        Assert.Equal(CandidateInvitationOutcome.AddressTaken, (await InviteAsync(123, "SECOND@example.no")).Outcome);
        Assert.Equal(CandidateInvitationOutcome.NoPerson, (await InviteAsync(987654321, "x@example.no")).Outcome);
        Assert.Equal(CandidateInvitationOutcome.NoAddress, (await InviteAsync(123, "")).Outcome);
        Assert.Equal(CandidateInvitationOutcome.NoAddress, (await InviteAsync(123, "Ola <ola@example.no>")).Outcome);
    }

    [Fact]
    public async Task Candidates_names_are_a_world_of_their_own()
    {
        using var browser = Browser.Open(_server);
        using var staff = await browser.SendFormAsync("/candidate/login/", "Logg inn", ("Email", "staff"), ("Password", "Staff-Passord-1"));
        using var candidate = await browser.SendFormAsync("/finautapi/v1/api-auth/login/", "Logg inn", ("UserName", "kandidat"), ("Password", UserLoginServer.CandidatePassword));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (staff.StatusCode, candidate.StatusCode));
    }

    [Fact]
    public async Task After_failures_the_account_is_locked_for_a_while()
    {
        var link = await InviteAsync(123, "ola@example.no");
        using var browser = Browser.Open(_server);
        (await browser.SendFormAsync(link.Path!, "Lagre passordet", ("New", Password))).Dispose();
        for (var failure = 0; failure < 5; failure++)
        {
            (await browser.SendFormAsync("/candidate/login/", "Logg inn", ("Email", "ola@example.no"), ("Password", "wrong"))).Dispose();
        }

        using var locked = await browser.SendFormAsync("/candidate/login/", "Logg inn", ("Email", "ola@example.no"), ("Password", Password));
        Assert.Equal(HttpStatusCode.Unauthorized, locked.StatusCode);
    }

    [Theory]
    [InlineData("https://evil.test/")]
    [InlineData("//evil.test/")]
    [InlineData("/\\evil.test/")]
    public async Task Signing_in_leads_to_this_site_only(string next)
    {
        using var browser = Browser.Open(_server);
        using var response = await browser.SendFormAsync(
            "/candidate/login/?next=" + Uri.EscapeDataString(next), "Logg inn", ("Email", "kandidat"), ("Password", UserLoginServer.CandidatePassword));
        Assert.Equal("/candidate/", response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Without_a_provider_there_is_no_way_to_one()
    {
        using var browser = Browser.Open(_server);
        await browser.GetAsync("/candidate/provider/", HttpStatusCode.NotFound);
        Assert.DoesNotContain("ID-porten", await browser.GetAsync("/candidate/login/"), StringComparison.Ordinal);
    }

    private async Task<CandidateInvitation> InviteAsync(long userId, string email)
    {
        await using var scope = Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.CreateAsyncScope(_server.Services);
        var accounts = (CandidateAccounts)scope.ServiceProvider.GetService(typeof(CandidateAccounts))!;
        return await accounts.InviteAsync(userId, email, CancellationToken.None);
    }

    private Task<Ended> CommandAsync(string arguments) => InProcess.RunAsync(_server, arguments.Split(' '));
}
