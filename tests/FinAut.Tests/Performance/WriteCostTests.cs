using System.Text.Json.Nodes;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Performance;

/// <summary>What a write asks of the database, in round trips: one to read, one to save, and what else it cannot do without.</summary>
public sealed class WriteCostTests(WriteServer shared) : IClassFixture<WriteServer>
{
    private HttpClient Demo => shared.Demo;

    [Fact]
    public async Task A_new_mobile_number_costs_one_query_and_one_save_and_is_in_the_reply()
    {
        var user = await Demo.CreateUserAsync("afr_ka");

        var statements = await CountAsync(async () =>
            Assert.Equal("41234567", (await Demo.PatchAsync(user, new JsonObject { ["mobile"] = "41234567" })).Text("mobile")));

        Assert.InRange(statements.Count, 2, 2);
        Assert.Equal("41234567", (await Demo.ReadAsync(user)).Text("mobile"));
    }

    [Fact]
    public async Task The_reply_to_a_change_of_contact_data_is_what_is_read_afterwards()
    {
        var user = await Demo.CreateUserAsync("afr_ka", "krd_ka");

        var reply = await Demo.PatchAsync(user, new JsonObject { ["first_name"] = "Åse", ["last_name"] = "Lund", ["email"] = "ase@example.no", ["mobile"] = "41234567" });

        Assert.Equal((await Demo.ReadAsync(user)).GetRawText(), reply.GetRawText());
    }

    [Fact]
    public async Task A_body_that_changes_nothing_costs_no_save()
    {
        var user = await Demo.CreateUserAsync("afr_ka");
        await Demo.PatchAsync(user, new JsonObject { ["mobile"] = "41234567" });

        Assert.Single(await CountAsync(() => Demo.PatchAsync(user, new JsonObject { ["mobile"] = "41234567" })));
    }

    [Fact]
    public async Task A_new_status_costs_one_query_a_number_the_look_for_endpoints_and_one_save()
    {
        var user = await Demo.CreateUserAsync("afr_ka");

        var statements = await CountAsync(() => Demo.SetStatusAsync(user, "hvilende"));

        Assert.InRange(statements.Count, 4, 4);
    }

    [Fact]
    public async Task A_token_costs_one_statement_when_the_client_was_seen_within_the_second()
    {
        using var anonymous = shared.Server.NewClient();
        await anonymous.RequestTokenAsync(TestServer.DemoClient, TestServer.DemoClient + "-secret");

        using var queries = shared.Server.CountQueries();
        await anonymous.RequestTokenAsync(TestServer.DemoClient, TestServer.DemoClient + "-secret");

        Assert.Single(queries.Statements);
    }

    // What the caller's token costs, and a block of numbers for entries of the audit trail, is spread over many requests.
    private async Task<List<string>> CountAsync(Func<Task> write)
    {
        using var queries = shared.Server.CountQueries();
        await write();
        return [.. queries.Statements.Where(s =>
            !s.Contains("access_tokens", StringComparison.Ordinal) && !s.Contains("nextval('audit_entry_ids')", StringComparison.Ordinal))];
    }
}
