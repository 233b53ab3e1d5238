using System.Net;
using System.Net.Http.Json;
using FinAut.Api.Hosting;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Data;

/// <summary>The API's most database-shaped answers, on every database that the server runs on.</summary>
public sealed class ProviderHttpTests(ProviderServers providers) : IClassFixture<ProviderServers>
{
    public static TheoryData<DatabaseProvider> Providers => ProviderServers.All;

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task A_server_is_ready(DatabaseProvider provider)
    {
        var server = await providers.OnAsync(provider);

        Assert.Equal("Healthy", (await server.Http.GetJsonAsync("/health/ready")).Text("status"));
    }

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task Pages_hold_everybody_once_in_order(DatabaseProvider provider)
    {
        var server = await providers.OnAsync(provider);
        using var client = await server.ClientAsync();

        var rows = await client.AllRowsAsync("/finautapi/v1/user/");

        Assert.True(rows.Count > 100, "The demo data should fill more than a page.");
        Assert.Equal((await client.GetJsonAsync("/finautapi/v1/user/")).Count(), rows.Count);
        var ids = rows.ConvertAll(row => WireExtensions.NumberOf(row.Text("id")));
        Assert.Equal(ids.Distinct().Order(), ids);
        Assert.All(rows, row => Assert.True(row.Text("persnr") is { Length: 11 }));
    }

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task Well_known_people_are_found_with_all_that_belongs_to_them(DatabaseProvider provider)
    {
        var server = await providers.OnAsync(provider);
        using var client = await server.ClientAsync();

        var person = Assert.Single((await client.GetJsonAsync("/finautapi/v1/user/?persnr=55110098692")).Rows());
        Assert.Equal(server.Url("user/590499/"), person.Text("id"));
        Assert.Equal("Åse", person.Text("first_name"));
        Assert.Equal([server.Url("userrole/afr_ka/")], person.Texts("userroles"));
        Assert.Single((await client.GetJsonAsync("/finautapi/v1/user/?encoded_userid=example_encrypted_id_123")).Rows());
        Assert.NotEmpty((await client.GetJsonAsync("/finautapi/v1/results/?user=590499")).Rows());
        var topics = (await client.GetJsonAsync("/finautapi/v1/results/?user=590499")).Rows().SelectMany(r => r.GetProperty("topics").EnumerateArray());
        Assert.All(topics, topic => topic.AssertFields("name", "score", "passed"));

        using var other = await server.ClientAsync(TestServer.OtherClient);
        (await other.GetJsonAsync("/finautapi/v1/user/?persnr=55110098692")).AssertEmptyList();
    }

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task The_latest_status_of_every_ordning_is_the_one_in_effect(DatabaseProvider provider)
    {
        var server = await providers.OnAsync(provider);
        using var client = await server.ClientAsync();

        var latest = (await client.GetJsonAsync("/finautapi/v1/latestuserstatus/?user=590496")).Rows();

        Assert.Equal(
            [("afr", "afrok"), ("gos", "utmeldt"), ("krd", "hvilende")],
            latest.Select(row => (row.Text("appname")!, row.Text("status")!)).Order());
        Assert.Equal(7, (await client.GetJsonAsync("/finautapi/v1/userstatus/?user=590496")).Count());
    }

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task A_person_is_created_once_moved_and_put_on_hold(DatabaseProvider provider)
    {
        var server = await providers.OnAsync(provider);
        using var client = await server.ClientAsync();
        var body = new
        {
            persnr = "55110094247",
            first_name = "Øystein",
            last_name = "Ærlig",
            employee_alias = "Ansatt-ÆØÅ",
            work_for = new { company = 2265, department = 2266 },
            userroles = new[] { "afr_ka" },
        };

        using var created = await client.PostAsJsonAsync("/finautapi/v1/user/", body);
        var person = await created.ReadJsonAsync(HttpStatusCode.Created);
        using (var twice = await client.PostAsJsonAsync("/finautapi/v1/user/", body))
        {
            var problem = await twice.ReadProblemAsync(HttpStatusCode.UnprocessableEntity);
            Assert.Equal(["user with this persnr already exists."], problem.GetProperty("errors").Texts("persnr"));
        }

        using var moved = await client.PatchAsJsonAsync(person.Text("id"), new { work_for = new { company = 456, department = 123 } });
        Assert.Equal(2, (await moved.ReadJsonAsync()).Texts("employment").Count);
        var employments = (await client.GetJsonAsync($"/finautapi/v1/employment/?user={person.Text("id")}")).Rows();
        Assert.Single(employments, employment => employment.Text("end_date") is null);

        using var status = await client.PostAsJsonAsync(
            "/finautapi/v1/userstatus/", new { user = person.Text("id"), appname = "afr", status = "hvilende", reason = "hvilende" });
        await status.ReadJsonAsync(HttpStatusCode.Created);
        var latest = Assert.Single((await client.GetJsonAsync($"/finautapi/v1/latestuserstatus/?user={person.Text("id")}")).Rows());
        Assert.Equal("hvilende", latest.Text("status"));

        // What was stored reads back as it was told, to the millisecond.
        Assert.Equal(person.Text("created"), (await client.GetJsonAsync(person.Text("id")!)).Text("created"));
    }

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task Texts_are_compared_exactly(DatabaseProvider provider)
    {
        var server = await providers.OnAsync(provider);
        using var client = await server.ClientAsync();

        Assert.Single((await client.GetJsonAsync("/finautapi/v1/user/?employee_alias=A590496")).Rows());
        (await client.GetJsonAsync("/finautapi/v1/user/?employee_alias=a590496")).AssertEmptyList();
    }

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task A_competency_result_that_is_sent_again_is_the_same(DatabaseProvider provider)
    {
        var server = await providers.OnAsync(provider);
        using var client = await server.ClientAsync();
        var body = new { user = "example_encrypted_id_123", goal = 456, passed_date = "2026-09-01", external_system = "LMS", external_id = "æ-1" };

        using var first = await client.PostAsJsonAsync("/finautapi/v1/competency_result/", body);
        using var again = await client.PostAsJsonAsync("/finautapi/v1/competency_result/", body);

        Assert.Equal((await first.ReadJsonAsync(HttpStatusCode.Created)).Text("id"), (await again.ReadJsonAsync()).Text("id"));
    }

    [SkippableTheory]
    [MemberData(nameof(Providers))]
    public async Task A_revoked_token_ends(DatabaseProvider provider)
    {
        var server = await providers.OnAsync(provider);
        var token = await server.TokenAsync();
        using var client = server.NewClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        await client.GetJsonAsync(TestServer.Root);
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string> { ["token"] = token, ["client_id"] = TestServer.DemoClient, ["client_secret"] = TestServer.DemoClient + "-secret" });

        using var revoked = await server.Http.PostAsync("/o/revoke_token/", form);
        server.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);
        await client.GetJsonAsync(TestServer.Root, HttpStatusCode.Unauthorized);
    }
}
