using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Audit;

/// <summary>The audit trail as the command writes it.</summary>
public sealed class AuditCommandTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private readonly TestServer _server = demo.Server;

    [Fact]
    public async Task The_audit_trail_is_written_as_CSV_by_person_and_by_day_in_Oslo()
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(_server.Time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo")).Date);
        using var writer = await _server.ClientAsync();
        var person = (await writer.CreateUserAsync("afr_ka")).Number();

        var lines = await ExportAsync($"--user {person}");
        Assert.Equal("id,at,actor_kind,actor,action,entity,entity_id,user_id,changes,correlation_id", lines[0]);
        Assert.NotEmpty(lines[1..]);
        Assert.All(lines[1..], line => Assert.Contains($",{person},", line, StringComparison.Ordinal));

        Assert.Equal(lines, await ExportAsync($"--user {person} --from {today:yyyy-MM-dd} --to {today.AddDays(1):yyyy-MM-dd}"));
        Assert.Single(await ExportAsync($"--user {person} --to {today.AddDays(-1):yyyy-MM-dd}"));
        Assert.Single(await ExportAsync($"--user {person} --from {today.AddDays(2):yyyy-MM-dd}"));
    }

    private async Task<string[]> ExportAsync(string options)
    {
        var ended = (await InProcess.RunAsync(_server, $"audit-export {options}".Split(' '))).With(0);
        return ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
