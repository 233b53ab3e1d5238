using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FinAut.Tests.Fuzz;
using FinAut.Tests.Infrastructure;
using Xunit.Abstractions;

namespace FinAut.Tests.Attacks;

/// <summary>
/// Fifty people and every kind of secret go through a server that logs all it can. Afterwards they are searched for where nobody may
/// find them: in a dump of the database, in the log, in errors, and in the memory of the process.
/// </summary>
[Trait("Category", "Faults")]
public sealed class PlantedSecretsTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const int People = 50;
    private const int MostRounds = 10;
    private const int RequestsOfARound = 1000;
    private const string Area = "Attack surface";
    private const string Password = "Planted-passord-7c31-langt";
    private const string WrongSecret = "planted-wrong-secret-91ab";

    private readonly List<string> _persnrs = [.. Enumerable.Range(0, People).Select(_ => FuzzWorld.NextPersnr())];
    private readonly Dictionary<string, string> _secrets = [];
    private readonly List<string> _errors = [];
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    private TestServer _database = null!;
    private ServerProcess _server = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _database = await TestServer.StartAsync();
        _server = await ServerProcess.StartAsync(new Dictionary<string, string>(ServerProcess.Demo(_database.ConnectionString))
        {
            ["Throttle__Enabled"] = "false",
            ["Webhooks__Dispatch"] = "false",
            ["Persnr__EncryptionKeys__2"] = Convert.ToBase64String(_key),
            ["Serilog__MinimumLevel__Default"] = "Debug",
            ["Serilog__MinimumLevel__Override__Microsoft"] = "Debug",
            ["Serilog__MinimumLevel__Override__Microsoft.EntityFrameworkCore"] = "Debug",
            ["Serilog__MinimumLevel__Override__Npgsql"] = "Debug",
            ["Serilog__MinimumLevel__Override__FinAut.Api.OAuth.BearerHandler"] = "Debug",
        });
        _client = new HttpClient { BaseAddress = new Uri(_server.BaseUrl) };
        await UseAsync();
    }

    public void Dispose() => _client?.Dispose();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_that_was_planted_is_found_in_the_database_the_log_or_an_error()
    {
        var dump = await DumpAsync();
        var log = string.Join('\n', _server.Output);
        var errors = string.Join('\n', _errors);
        Assert.Contains("COPY public.users", dump, StringComparison.Ordinal);
        Assert.Contains(" DBG ", log, StringComparison.Ordinal);
        Assert.True(_errors.Count > 5 * People, $"{_errors.Count} errors");

        var found = Search(dump, "the dump").Concat(Search(log, "the log")).Concat(Search(errors, "errors")).ToList();

        Reliability.Note(
            Area,
            $"{People} planted persnr and {_secrets.Count} secrets searched for in pg_dump, the log at Debug, and errors",
            $"{dump.Length / 1024} kB of dump, {_server.Output.Count} log lines, {_errors.Count} errors: {found.Count} found",
            "0");
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [SkippableFact]
    public async Task What_was_planted_is_not_kept_in_memory()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Memory is read from /proc.");
        var right = Measure("at once");

        // Nothing keeps them on purpose: once other requests give the collector and the buffers a reason, most copies are overwritten.
        var (copies, left, rounds) = (CountPersnrs(), int.MaxValue, 0);
        while ((left = CountPersnrs()) > copies / 2 && rounds < MostRounds)
        {
            rounds++;
            for (var n = 0; n < RequestsOfARound; n++)
            {
                using var response = await _client.GetAsync(TestServer.Root + "companies/");
            }
        }

        var later = Measure($"after {rounds * RequestsOfARound} other requests");
        Reliability.Note(Area, "Planted values in the memory of the running process", $"{right}; {later}", "copies of persnr fall by half: nothing keeps them; what stays is in docs/security.md");
        Assert.True(copies > 0, "A persnr that was just used is in memory: the search finds nothing.");
        Assert.True(left <= copies / 2, $"{left} of {copies} copies are left.");
    }

    private int CountPersnrs()
    {
        var memory = _server.ReadMemory();
        return _persnrs.Sum(p => Count(memory, Encoding.Unicode.GetBytes(p)) + Count(memory, Encoding.UTF8.GetBytes(p)));
    }

    private string Measure(string when)
    {
        var memory = _server.ReadMemory();
        var patterns = _persnrs.Select(p => (Name: "persnr", Value: p)).Concat(_secrets.Select(s => (Name: s.Key, s.Value))).ToList();
        var counts = patterns.GroupBy(p => p.Name).Select(group =>
        {
            var hits = group.Select(p => Count(memory, Encoding.Unicode.GetBytes(p.Value)) + Count(memory, Encoding.UTF8.GetBytes(p.Value))).ToList();
            return $"{group.Key} {hits.Count(h => h > 0)}/{hits.Count} ({hits.Sum()} times)";
        }).Append($"key of persnr {Count(memory, _key)} times");
        var told = $"{when}: {string.Join(", ", counts)}";
        output.WriteLine($"{memory.Sum(m => (long)m.Length) / 1024 / 1024} MB, {told}");
        return told;
    }

    private static int Count(IReadOnlyList<byte[]> memory, byte[] pattern)
    {
        var count = 0;
        foreach (var region in memory)
        {
            var rest = region.AsSpan();
            while (rest.IndexOf(pattern) is var at and >= 0)
            {
                count++;
                rest = rest[(at + pattern.Length)..];
            }
        }

        return count;
    }

    private async Task UseAsync()
    {
        var token = _secrets["access token"] = await _client.RequestTokenAsync(TestServer.DemoClient, "finaut-demo-secret", "read write webhooks");
        _secrets["client secret"] = "finaut-demo-secret";
        _secrets["wrong client secret"] = WrongSecret;
        _secrets["password"] = Password;
        _secrets["webhook secret"] = $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}";
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (i, persnr) in _persnrs.Index())
        {
            var body = Bodies.User(persnr);
            using (var created = await _client.SendAsync("POST", "user/", body))
            {
                var person = await created.ReadJsonAsync(System.Net.HttpStatusCode.Created);
                using var read = await _client.GetAsync(person.Text("id"));
                await TryAsync("PATCH", person.Text("id"), $$"""{"persnr": "{{_persnrs[(i + 1) % People]}}"}""");
            }

            // As integrators search, and as they get it wrong: in every place that an error or a log could repeat.
            foreach (var list in new[] { "user/", "userstatus/", "latestuserstatus/", "results/" })
            {
                using var searched = await _client.GetAsync($"{TestServer.Root}{list}?persnr={persnr}");
                using var misplaced = await _client.GetAsync($"{TestServer.Root}{list}?employee_alias={persnr}&user={persnr}&page={persnr}&appname={persnr}&from_date={persnr}&unknown={persnr}");
            }

            await TryAsync("POST", "user/", body.ToJsonString());
            await TryAsync("POST", "user/", body.ToJsonString()[..^5]);
            await TryAsync("POST", "user/", $"persnr={persnr}&first_name={persnr}%00", "application/x-www-form-urlencoded");
            await TryAsync("POST", "user/", $$"""{"persnr": "{{persnr}}x", "email": "{{persnr}}", "mobile": "{{persnr}}", "userroles": ["{{persnr}}"], "work_for": {"company": "{{persnr}}"} }""");
            await TryAsync("POST", "userstatus/", $$"""{"user": "{{persnr}}", "appname": "{{persnr}}", "status": "{{persnr}}", "reason": "x", "status_date": "{{persnr}}"}""");
            await TryAsync("POST", "webhook_endpoint/", $$"""{"company": "{{persnr}}", "kind": "{{persnr}}", "url": "https://{{persnr}}/", "secret": "{{persnr}}", "enabled": "{{persnr}}"}""");
            await TryAsync("POST", "competency_result/", $$"""{"user": "{{persnr}}", "goal": "{{persnr}}", "passed_date": "{{persnr}}"}""");
            await TryAsync("POST", "user/", "{}", $"text/{persnr}");
            await TryAsync("GET", $"user/{persnr}/", null);
            await TryAsync("GET", $"nowhere/{persnr}/?a={persnr}", null);
            await TryAsync("DELETE", $"user/{persnr}/", null);
            await TryAsync("GET", $"/staff/{persnr}/", null);
            await TryAsync("POST", "/o/token/", $"grant_type={persnr}&client_id={persnr}&client_secret={WrongSecret}&scope={persnr}", "application/x-www-form-urlencoded");
        }

        using (await _client.SendAsync("POST", "webhook_endpoint/", new JsonObject
        {
            ["company"] = Bodies.Testfirma,
            ["kind"] = "all",
            ["url"] = "http://127.0.0.1:9/hook",
            ["enabled"] = false,
            ["secret"] = _secrets["webhook secret"],
        }))
        {
        }

        await TryAsync("POST", "/o/token/", $"grant_type=client_credentials&client_id=finaut-demo&client_secret={WrongSecret}", "application/x-www-form-urlencoded");
        await TryAsync("POST", $"/o/token/?client_secret={WrongSecret}", "grant_type=client_credentials", "application/x-www-form-urlencoded");
        await TryAsync("POST", TestServer.Root + "api-auth/login/", $"UserName=demo&Password={Password}", "application/x-www-form-urlencoded");
        await TryAsync("GET", $"user/?client_secret={WrongSecret}&password={Password}&token={token}&page=x", null);
    }

    private async Task TryAsync(string method, string path, string? body, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path.StartsWith('/') || path.StartsWith("http", StringComparison.Ordinal) ? path : TestServer.Root + path, UriKind.RelativeOrAbsolute));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using var response = await _client.SendAsync(request);
        _errors.Add($"{method} {(int)response.StatusCode} {string.Join('\n', response.Headers.Select(h => $"{h.Key}: {string.Join(", ", h.Value)}"))}\n{await response.Content.ReadAsStringAsync()}");
    }

    // As it is, as bytes in a column, in base64, and as a hash that anybody could make of all persnr there are.
    private IEnumerable<string> Search(string text, string where)
    {
        foreach (var (name, value) in _persnrs.Select(p => ("persnr", p)).Concat(_secrets.Select(s => (s.Key, s.Value))))
        {
            var bytes = Encoding.UTF8.GetBytes(value);
            List<string> forms = [value, Convert.ToHexString(bytes), Convert.ToBase64String(bytes).TrimEnd('=')];
            if (name == "persnr")
            {
                forms.AddRange([$"{value[..6]} {value[6..]}", Convert.ToHexString(SHA256.HashData(bytes)), Convert.ToBase64String(SHA256.HashData(bytes)), long.Parse(value, CultureInfo.InvariantCulture).ToString("x", CultureInfo.InvariantCulture)]);
            }

            foreach (var form in forms)
            {
                var at = text.IndexOf(form, StringComparison.OrdinalIgnoreCase);
                if (at >= 0)
                {
                    yield return $"{where}: {name} as {form}: …{text[Math.Max(0, at - 100)..Math.Min(text.Length, at + form.Length + 100)]}…";
                }
            }
        }
    }

    private async Task<string> DumpAsync()
    {
        using var folder = new TemporaryFolder();
        return await PostgresProgram.RunAsync("pg_dump", _database.ConnectionString, folder.FullPath, "--no-owner");
    }
}
