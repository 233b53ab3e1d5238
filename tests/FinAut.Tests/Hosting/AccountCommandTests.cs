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

    [Fact]
    public async Task An_application_keeps_the_id_and_the_secret_that_it_had_before()
    {
        var made = (await RunAsync("", $"create-application --username demo --name LMS --client-id kept-id --secret-hash {SecretTests.DjangoHash}")).With(0);

        Assert.Equal("kept-id", made.After("client_id:"));
        Assert.DoesNotContain("client_secret", made.Output, StringComparison.Ordinal);
        Assert.NotEmpty(await _server.Http.RequestTokenAsync("kept-id", SecretTests.DjangoSecret));
    }

    private Task<Ended> RunAsync(string input, string arguments) => InProcess.RunAsync(_server.ConnectionString, arguments.Split(' '), input: input);
}
