using System.Text;
using FinAut.Domain.ApiClients;
using FinAut.Tests.Infrastructure;
using Microsoft.Extensions.Logging;
using Npgsql;
using static FinAut.Tests.OAuth.OAuthCalls;

namespace FinAut.Tests.OAuth;

/// <summary>Row 42 of the OAuth checklist: neither secrets nor tokens lie anywhere in plain.</summary>
public sealed class SecrecyTests : IAsyncLifetime
{
    // Writes the address of every request, query and all; the server's own log leaves it out (Logs.Create).
    private const string FrameworkRequestLog = "Microsoft.AspNetCore.Hosting.Diagnostics";

    // Each of them is unlike anything else that is logged or stored.
    private const string WrongSecret = "wrong-secret-5e1f";
    private const string RotatedSecret = "rotated-secret-77aa";

    private TestServer Server { get; set; } = null!;

    public async Task InitializeAsync() => Server = await TestServer.StartAsync(
        configure: builder => builder.Logging.SetMinimumLevel(LogLevel.Trace));

    public async Task DisposeAsync() => await Server.DisposeAsync();

    [Fact]
    public async Task No_secret_or_token_is_logged()
    {
        var secrets = await UseAsync();

        var lines = Server.Logs.Lines.Where(line => line.Category != FrameworkRequestLog)
            .Select(line => string.Join(' ', line.Category, line.Message, line.Exception, line.Scopes)).ToList();
        Assert.Contains(lines, line => line.Contains("POST /o/token/", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("?client_secret=***", StringComparison.Ordinal));
        Assert.All(secrets, secret => Assert.DoesNotContain(lines, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task No_secret_or_token_is_stored()
    {
        var secrets = await UseAsync();

        var rows = await DumpAsync();
        Assert.Contains(rows, row => row.Contains("finaut-demo", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains(SecretHash.Of(RotatedSecret), StringComparison.Ordinal));
        foreach (var secret in secrets)
        {
            // A column of bytes shows as hexadecimal digits.
            var bytes = Convert.ToHexString(Encoding.UTF8.GetBytes(secret));
            Assert.DoesNotContain(rows, row => row.Contains(secret, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotContain(rows, row => row.Contains(bytes, StringComparison.OrdinalIgnoreCase));
        }
    }

    // Sends secrets and tokens in every way there is, right and wrong.
    private async Task<List<string>> UseAsync()
    {
        var client = await TestClient.AddAsync(Server);
        await client.ChangeAsync(a => a.AddSecret(SecretHash.Of(RotatedSecret), Server.Time.GetUtcNow(), Application.DefaultOverlap));
        string basic = Basic($"{client.Id}:{client.Secret}"), wrongBasic = Basic($"{client.Id}:{WrongSecret}");
        var (token, revoked) = (await client.TokenAsync(), await client.TokenAsync());
        var neverIssued = AccessToken.NewToken();

        using var byBasic = await Server.Http.PostFormAsync(TokenPath, Grant, basic);
        var issued = (await byBasic.ReadOAuthAsync()).GetProperty("access_token").GetString()!;
        using var rotated = await client.AskAsync(RotatedSecret);
        await rotated.ReadOAuthAsync();
        using var wrong = await client.AskAsync(WrongSecret);
        using var wrongByBasic = await Server.Http.PostFormAsync(TokenPath, Grant, wrongBasic);
        using var inUrl = await Server.Http.PostFormAsync($"{TokenPath}?client_secret={client.Secret}", Grant);
        using var asScope = await Server.Http.PostFormAsync(TokenPath, $"{Grant}&{client.Credentials}&scope={WrongSecret}");
        using var looked = await Server.Http.PostFormAsync(IntrospectPath, $"token={token}&{client.Credentials}");
        using var unknown = await Server.Http.PostFormAsync(RevokePath, $"token={neverIssued}&{client.Credentials}");
        using var ended = await Server.Http.PostFormAsync(RevokePath, $"token={revoked}&{client.Credentials}");
        using var called = await Server.Http.CallAsync(token);
        using var calledInUrl = await Server.Http.CallAsync(token, $"{ApiPath}?access_token={token}&token={token}");
        using var calledInVain = await Server.Http.CallAsync(revoked);
        using var calledForNothing = await Server.Http.CallAsync(neverIssued);
        return
        [
            client.Secret, RotatedSecret, WrongSecret, token, revoked, issued, neverIssued,
            basic["Basic ".Length..], wrongBasic["Basic ".Length..],
        ];
    }

    private async Task<List<string>> DumpAsync()
    {
        await using var connection = new NpgsqlConnection(Server.ConnectionString);
        await connection.OpenAsync();
        var rows = new List<string>();
        foreach (var table in await ReadAsync("SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = 'public'"))
        {
            rows.AddRange(await ReadAsync($"SELECT t::text FROM {table} AS t"));
        }

        return rows;

        async Task<List<string>> ReadAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await using var reader = await command.ExecuteReaderAsync();
            var texts = new List<string>();
            while (await reader.ReadAsync())
            {
                texts.Add(reader.GetString(0));
            }

            return texts;
        }
    }
}
