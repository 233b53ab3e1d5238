using System.Net.Http.Headers;
using System.Text;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Hosting;

/// <summary>
/// What the server's own executable writes, with every logger opened as far as it goes: nobody's persnr, encrypted user id,
/// token or secret.
/// </summary>
public sealed class LogSecrecyTests(DemoDatabase demo) : IClassFixture<DemoDatabase>
{
    private const string Persnr = "55110098692";
    private const string NewPersnr = "55110094247";
    private const string EncryptedUserId = "example_encrypted_id_123";
    private const string Secret = "finaut-demo-secret";
    private const string WrongSecret = "nobody-knows-this";
    private const string Api = TestServer.Root;

    private static readonly string[] Loggers =
    [
        "MinimumLevel__Default",
        "MinimumLevel__Override__Microsoft",
        "MinimumLevel__Override__Microsoft.EntityFrameworkCore",
        "MinimumLevel__Override__Npgsql",
        "MinimumLevel__Override__FinAut.Api.OAuth.BearerHandler",
    ];

    [Theory]
    [InlineData("lines", "Debug")]
    [InlineData("json", "Verbose")]
    public async Task Nothing_secret_is_logged_at_any_level(string format, string level)
    {
        await using var proxy = new DatabaseProxy(demo.ConnectionString);
        var settings = ServerProcess.Demo(proxy.ConnectionString);
        settings["Logs__Format"] = format;
        Array.ForEach(Loggers, logger => settings["Serilog__" + logger] = level);

        await using var server = await ServerProcess.StartAsync(settings);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(server.BaseUrl) };
        var token = await client.RequestTokenAsync(TestServer.DemoClient, Secret);
        await CallAsync(client, token);
        proxy.Cut();
        await CallAsync(client, token);
        server.Terminate();
        var log = (await server.EndAsync()).With(0).Output;

        // Without these the test would prove nothing.
        Assert.Contains("/finautapi/v1/user/", log, StringComparison.Ordinal);
        Assert.Contains("Executed DbCommand", log, StringComparison.Ordinal);
        Assert.Contains("Failed to connect", log, StringComparison.Ordinal);
        string[] secrets =
        [
            Persnr, "551100 98692", "%3955110098692", NewPersnr, EncryptedUserId, token, Secret, WrongSecret, Basic(Secret), Basic(WrongSecret),
            TestDatabase.EncryptionKey, TestDatabase.LookupKey,
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
    }

    private static string Basic(string secret) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TestServer.DemoClient}:{secret}"));

    // Requests that succeed and requests that fail, in every way that a client gets something wrong.
    private static async Task CallAsync(HttpClient client, string token)
    {
        var bearer = new AuthenticationHeaderValue("Bearer", token);
        string[] reads =
        [
            $"{Api}user/?persnr={Persnr}", $"{Api}user/?persnr=5511009%38692", $"{Api}user/?persnr=551100%2098692", $"{Api}user?persnr={Persnr}",
            $"{Api}user/?encoded_userid={EncryptedUserId}", $"{Api}user/?encrypted_userid={EncryptedUserId}", $"{Api}user/?page={Persnr}",
            $"{Api}user/{Persnr}/", $"{Api}user/{Persnr}", $"{Api}nothing/{Persnr}/?persnr={Persnr}", $"{Api}results/?from_date={Persnr}",
            $"{Api}competency_result/?encrypted_userid={EncryptedUserId}", $"{Api}userstatus/?persnr={Persnr}&access_token={token}", $"/{Persnr}",
        ];
        foreach (var path in reads)
        {
            await SendAsync(client, HttpMethod.Get, path, bearer);
            await SendAsync(client, HttpMethod.Get, path, new AuthenticationHeaderValue("Bearer", token + "x"));
            await SendAsync(client, HttpMethod.Delete, path, bearer);
        }

        string[] bodies =
        [
            $$"""{"persnr": "{{Persnr}}", "first_name": "A", "last_name": "B", "work_for": {"company": 2265, "department": 2266}, "userroles": []}""",
            $$"""{"persnr": "{{NewPersnr}}", "first_name": "A", "last_name": "B", "work_for": {"company": 2265, "department": 2266}, "userroles": ["afr_ka"]}""",
            $$"""{"persnr": {{Persnr}}, "user": "{{EncryptedUserId}}", "goal": 456, "passed_date": "2026-01-01" """,
            $$"""{"user": "{{EncryptedUserId}}", "goal": 456, "passed_date": "2026-01-01", "external_system": "{{Persnr}}"}""",
        ];
        foreach (var body in bodies)
        {
            await SendAsync(client, HttpMethod.Post, $"{Api}user/", bearer, new StringContent(body, Encoding.UTF8, "application/json"));
            await SendAsync(client, HttpMethod.Post, $"{Api}competency_result/", bearer, new StringContent(body, Encoding.UTF8, "application/json"));
        }

        foreach (var secret in (string[])[Secret, WrongSecret])
        {
            await SendAsync(client, HttpMethod.Post, "/o/token/", null, Form($"grant_type=client_credentials&client_id=finaut-demo&client_secret={secret}"));
            await SendAsync(client, HttpMethod.Post, "/o/token/", new("Basic", Basic(secret)), Form("grant_type=client_credentials"));
            await SendAsync(client, HttpMethod.Post, $"/o/token/?client_secret={secret}&token={token}", null, Form("grant_type=client_credentials"));
            await SendAsync(client, HttpMethod.Post, "/o/introspect/", new("Basic", Basic(secret)), Form($"token={token}"));
            await SendAsync(client, HttpMethod.Get, $"{Api}user/", new("Basic", Basic(secret)));
        }
    }

    private static StringContent Form(string body) => new(body, Encoding.UTF8, "application/x-www-form-urlencoded");

    private static async Task SendAsync(
        HttpClient client, HttpMethod method, string path, AuthenticationHeaderValue? authorization, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = authorization;
        using var response = await client.SendAsync(request);
        Assert.NotEqual(500, (int)response.StatusCode);
    }
}
