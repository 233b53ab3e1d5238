using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FinAut.Domain.ApiClients;
using FinAut.Tests.Docs;
using FinAut.Tests.Fuzz;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Access;

/// <summary>
/// Nobody learns by any route, method, query or body that a number of another customer's is in use: the answer is, byte by byte, that
/// of a number that nobody has. Routes, parameters and fields are the server's own, so that a new one is attacked without being told.
/// </summary>
public sealed class ForeignNumbersTests(EntangledWorld world) : IClassFixture<EntangledWorld>, IAsyncLifetime
{
    private const string AllScopes = "read write exam webhooks";
    private const string Area = "Attack surface";

    private static readonly string[] WorkFor = ["work_for.company", "work_for.department", "work_for.franchise"];

    private TestServer Server => world.Server;

    public async Task InitializeAsync()
    {
        await using var db = Server.Database();
        foreach (var application in await db.Applications.ToListAsync())
        {
            application.Scopes |= Scopes.Read | Scopes.Write | Scopes.Exam | Scopes.Webhooks;
        }

        await db.SaveChangesAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(TestServer.DemoClient)]
    [InlineData(TestServer.OtherClient)]
    public async Task A_path_with_anothers_number_is_answered_as_one_with_nobodys(string clientId)
    {
        var sight = await Sight.OfAsync(Server, clientId);
        var document = await OpenApiDocument.ReadAsync(Server);
        using var client = await Server.ClientAsync(clientId, AllScopes);
        var before = await Server.CountRowsAsync();
        var compared = 0;

        foreach (var route in RouteTable.Of(Server).Where(r => r.HasKey && sight.Resources.Contains(r.Resource)))
        {
            var body = document.Of(route) is { HasBody: true } operation ? operation.Body.GetRawText() : null;
            foreach (var method in new[] { route.Method, "HEAD", "OPTIONS", "DELETE" }.Distinct())
            {
                var nobodys = await AnswerAsync(client, method, route.WithKey("777777777"), body, "777777777");
                Assert.True(method != route.Method || nobodys.StartsWith("404", StringComparison.Ordinal), $"{method} {route.Path}: {nobodys}");
                foreach (var key in Some(sight.Foreign(route.Resource)))
                {
                    var anothers = await AnswerAsync(client, method, route.WithKey(key), body, key);
                    Assert.True(nobodys == anothers, $"{method} {route.WithKey(key)}:\n{anothers}\nand not\n{nobodys}");
                    compared++;
                }
            }
        }

        Assert.Empty((await Server.CountRowsAsync()).Since(before));
        Reliability.Note(Area, $"Paths with numbers of another customer, by {clientId}", $"{compared} answers compared, 0 differ from those of numbers that nobody has", "0");
    }

    [Theory]
    [InlineData(TestServer.DemoClient)]
    [InlineData(TestServer.OtherClient)]
    public async Task A_query_for_anothers_is_answered_as_one_for_nobodys(string clientId)
    {
        var sight = await Sight.OfAsync(Server, clientId);
        var document = await OpenApiDocument.ReadAsync(Server);
        using var client = await Server.ClientAsync(clientId, AllScopes);
        var nobodys = new Dictionary<string, string>
        {
            ["persnr"] = SyntheticPersnr.All().First(),
            ["employee_alias"] = "nobodys-alias",
            ["encoded_userid"] = new('x', 22),
            ["encrypted_userid"] = new('x', 22),
        };
        var compared = 0;

        foreach (var operation in document.Operations.Where(o => o is { IsOfApi: true, Method: "GET" }))
        {
            foreach (var name in operation.Parameters.Where(p => p.Text("in") == "query").Select(p => p.Text("name")).Intersect(sight.ForeignValues.Keys))
            {
                var empty = nobodys.GetValueOrDefault(name, "777777777");
                var expected = await AnswerAsync(client, "GET", $"{operation.Path}?{name}={empty}", body: null, empty);
                foreach (var value in Some(sight.ForeignValues[name]))
                {
                    var anothers = await AnswerAsync(client, "GET", $"{operation.Path}?{name}={Uri.EscapeDataString(value)}", body: null, value);
                    Assert.True(expected == anothers, $"{operation}?{name}={value}:\n{anothers}\nand not\n{expected}");
                    compared++;
                }
            }
        }

        Assert.True(compared > 50, $"{compared}");
        Reliability.Note(Area, $"Queries for what is another customer's, by {clientId}", $"{compared} answers compared, 0 differ from those for what nobody has", "0");
    }

    [Fact]
    public Task A_body_that_names_anothers_number_in_any_field_is_answered_as_one_with_nobodys() => CompareBodiesAsync(every: 4);

    [Fact]
    [Trait("Category", "Faults")]
    public Task Every_field_that_names_anothers_number_of_any_kind_is_answered_as_with_nobodys() => CompareBodiesAsync(every: 1);

    // With some kinds of resources left out, those of one field are others than those of the next.
    private async Task CompareBodiesAsync(int every)
    {
        var sight = await Sight.OfAsync(Server, TestServer.DemoClient);
        var document = await OpenApiDocument.ReadAsync(Server);
        using var client = await Server.ClientAsync(TestServer.DemoClient, AllScopes);
        var person = await client.CreateAsync("user/", Bodies.User());
        var (user, persnr) = (person.Text("id"), person.Text("persnr"));
        var result = (await client.CreateAsync("results/", Bodies.Result(user).With("exam_date", "\"2026-01-02\""))).Text("id");
        var endpoint = (await client.ReadAsync("webhook_endpoint/")).Ids()[0];
        var resources = sight.Resources.Where(r => r != "latestuserstatus").ToList();
        var (compared, refused, turn) = (0, 0, 0);
        await using var rows = await TableCounts.OpenAsync(Server);

        foreach (var route in RouteTable.Of(Server).Where(r => document.Of(r).HasBody))
        {
            var path = route.WithKey($"{(route.Resource switch { "user" => user, "results" => result, _ => endpoint }).Number()}");
            foreach (var field in FieldsOf(document.Of(route), document))
            {
                turn++;
                var (before, written) = (await rows.CountAsync(), false);
                foreach (var resource in resources.Where((_, i) => (i + turn) % every == 0))
                {
                    foreach (var foreign in Some(sight.Foreign(resource), most: 1))
                    {
                        var nobodys = await SendAsync("777777777");
                        var anothers = await SendAsync(foreign);
                        compared++;

                        // A field that is any text takes these for such, and each makes a person, a status and so on of its own.
                        if (nobodys[0] == '2')
                        {
                            Assert.True(anothers[0] == '2', $"{route}, {field} = {resource} {foreign}: {anothers}");
                            written = true;
                            continue;
                        }

                        refused++;
                        Assert.True(nobodys == anothers, $"{route}, {field} = {resource} {foreign}:\n{anothers}\nand not\n{nobodys}");
                    }

                    async Task<string> SendAsync(string number)
                    {
                        var body = JsonNode.Parse(document.Of(route).Body.GetRawText())!.AsObject();
                        foreach (var (name, value) in new[] { ("user", user), ("persnr", route.Method == "POST" ? FuzzWorld.NextPersnr() : persnr) })
                        {
                            if (body.ContainsKey(name) && route.Resource != "competency_result")
                            {
                                body[name] = value;
                            }
                        }

                        if (body.ContainsKey("exam_date"))
                        {
                            body["exam_date"] = "2026-01-02";
                        }

                        var reference = JsonValue.Create(field == "goal" ? number : $"{TestServer.Root}{resource}/{number}/");
                        if (field == "userroles")
                        {
                            body[field] = new JsonArray(reference);
                        }
                        else if (field.StartsWith("work_for.", StringComparison.Ordinal))
                        {
                            var at = body["work_for"]?.AsObject() ?? [];
                            at[field["work_for.".Length..]] = reference;
                            body["work_for"] = at;
                        }
                        else
                        {
                            body[field] = reference;
                        }

                        return await AnswerAsync(client, route.Method, path, body.ToJsonString(), number);
                    }
                }

                Assert.True(written || TableCounts.Difference(before, await rows.CountAsync()).Count == 0, $"{route}, {field}: rows changed.");
            }
        }

        Assert.True(refused > 300 / every, $"{refused} of {compared} refused");
        if (every > 1)
        {
            return;
        }

        Reliability.Note(Area, "Every field of every body with numbers of another customer", $"{compared} answers compared, {refused} of them refusals, 0 differ from those of numbers that nobody has", "0");
    }

    private static IEnumerable<string> FieldsOf(Operation operation, OpenApiDocument document) => operation.RequestSchema(document)
        .GetProperty("properties").EnumerateObject()
        .SelectMany(field => field.Name == "work_for" ? WorkFor : [field.Name]);

    // Status, headers and body, with the number that was asked for taken out.
    private static async Task<string> AnswerAsync(HttpClient client, string method, string path, string? body, string number)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.Add("X-Correlation-Id", "the-same");
        using var response = await client.SendAsync(request);
        var text = new StringBuilder(((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(h => h.Key is not ("Date" or "Content-Length")).OrderBy(h => h.Key, StringComparer.Ordinal))
        {
            text.Append('\n').Append(name).Append(": ").AppendJoin(", ", values);
        }

        text.Append("\n\n").Append(await response.Content.ReadAsStringAsync());
        return Regex.Replace(text.ToString(), $@"(?<!\w){Regex.Escape(number)}(?!\w)", "N", RegexOptions.None, TimeSpan.FromSeconds(1));
    }

    // The first, where the well-known ones are, one in the middle, and the last, which the tests arranged.
    private static IEnumerable<string> Some(IEnumerable<string> values, int most = 3)
    {
        var all = values.ToList();
        return new[] { all.Count - 1, 0, all.Count / 2 }.Where(i => i >= 0).Distinct().Take(most).Select(i => all[i]);
    }
}
