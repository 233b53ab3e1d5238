using System.Net;
using System.Text.Json;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Access;

public sealed class ReferencesOutOfReachTests(EntangledWorld world) : IClassFixture<EntangledWorld>
{
    [Fact]
    public async Task Whoever_left_for_another_customer_is_gone_with_everything()
    {
        using var client = await world.Server.ClientAsync();

        await AssertGoneAsync(client, world.Emigrant);
        (await client.GetJsonAsync(TestServer.Root + "user/?employee_alias=emigrant-at-ours")).AssertEmptyList();
        (await client.GetJsonAsync(TestServer.Root + "user/?encoded_userid=encrypted-by-us-before-the-move")).AssertEmptyList();
        (await client.GetJsonAsync(TestServer.Root + "competency_result/?encrypted_userid=encrypted-by-us-before-the-move")).AssertEmptyList();
    }

    [Fact]
    public async Task Whoever_came_brings_statuses_and_results_but_not_the_former_employment()
    {
        using var client = await world.Server.ClientAsync();

        var person = await client.GetJsonAsync($"{TestServer.Root}user/{world.Immigrant}/");
        var employment = Assert.Single(person.Texts("employment"));
        Assert.Equal(world.Server.Url("companies/2265/"), (await client.GetJsonAsync(employment)).Text("company"));
        Assert.Equal([employment], (await client.GetJsonAsync($"{TestServer.Root}employment/?user={world.Immigrant}")).Ids());
        Assert.False(person.TryGetProperty("encoded_userid", out _));
        Assert.Equal(2, (await client.GetJsonAsync($"{TestServer.Root}userstatus/?user={world.Immigrant}")).Count());
        Assert.Equal(1, (await client.GetJsonAsync($"{TestServer.Root}results/?user={world.Immigrant}")).Count());
        (await client.GetJsonAsync(TestServer.Root + "user/?employee_alias=immigrant-at-theirs")).AssertEmptyList();
    }

    [Fact]
    public async Task The_former_employer_loses_sight_of_whoever_left()
    {
        using var other = await world.Server.ClientAsync(TestServer.OtherClient);

        await AssertGoneAsync(other, world.Immigrant);
    }

    [Fact]
    public async Task The_new_employer_sees_whoever_came_without_the_employment_elsewhere()
    {
        using var other = await world.Server.ClientAsync(TestServer.OtherClient);

        var person = await other.GetJsonAsync($"{TestServer.Root}user/{world.Emigrant}/");

        Assert.Single(person.Texts("employment"));
        Assert.Equal("emigrant-at-theirs", person.Text("employee_alias"));
        Assert.Equal(1, (await other.GetJsonAsync($"{TestServer.Root}results/?user={world.Emigrant}")).Count());
    }

    [Fact]
    public async Task Whoever_set_a_status_shows_only_when_in_reach()
    {
        using var client = await world.Server.ClientAsync();
        using var other = await world.Server.ClientAsync(TestServer.OtherClient);

        var ours = (await client.GetJsonAsync($"{TestServer.Root}userstatus/?user={world.Immigrant}")).Rows();
        Assert.Equal(JsonValueKind.Null, ours[0].GetProperty("status_set_by").ValueKind);
        Assert.Equal(world.Server.Url($"user/{world.Immigrant}/"), ours[1].Text("status_set_by"));
        Assert.Equal(JsonValueKind.Null, (await client.GetJsonAsync(ours[0].Text("id")!)).GetProperty("status_set_by").ValueKind);

        foreach (var person in new[] { world.Theirs, world.Emigrant })
        {
            foreach (var list in new[] { "userstatus", "latestuserstatus" })
            {
                var theirs = Assert.Single((await other.GetJsonAsync($"{TestServer.Root}{list}/?user={person}")).Rows());
                Assert.Equal(JsonValueKind.Null, theirs.GetProperty("status_set_by").ValueKind);
            }
        }
    }

    [Fact]
    public async Task Companies_that_are_administered_show_only_when_in_reach()
    {
        using var client = await world.Server.ClientAsync();
        using var other = await world.Server.ClientAsync(TestServer.OtherClient);

        var ours = await client.GetJsonAsync($"{TestServer.Root}user/{world.OurAdministrator}/");
        var theirs = await other.GetJsonAsync($"{TestServer.Root}user/{world.TheirAdministrator}/");

        Assert.Equal([world.Server.Url("companies/2265/")], ours.Texts("administers"));
        Assert.Equal([world.Server.Url("companies/9001/")], theirs.Texts("administers"));
    }

    private static async Task AssertGoneAsync(HttpClient client, long person)
    {
        using var response = await client.GetAsync($"{TestServer.Root}user/{person}/");
        await response.ReadProblemAsync(HttpStatusCode.NotFound);
        foreach (var list in new[] { "employment", "userstatus", "latestuserstatus", "results" })
        {
            (await client.GetJsonAsync($"{TestServer.Root}{list}/?user={person}")).AssertEmptyList();
        }
    }
}
