using System.Diagnostics;
using System.Globalization;
using FinAut.Api.Demo;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace FinAut.Tests.Keys;

/// <summary>How long a rotation of many people takes, and that it tells how far it is.</summary>
[Trait("Category", "Faults")]
public sealed class KeyRotationScaleTests(ITestOutputHelper output)
{
    private const int People = 20_000;
    private const int LeastPerSecond = 100;

    [Fact]
    public async Task Twenty_thousand_people_are_rewritten_while_the_command_tells_how_far_it_is()
    {
        var database = await TestDatabase.CreateEmptyAsync();
        try
        {
            int people;
            await using (var db = TestDatabase.Context(database))
            {
                await db.Database.MigrateAsync();
                await new DemoSeeder(db, TestDatabase.Protector, TestTime.YearsAhead()).SeedAsync(People, TextWriter.Null, CancellationToken.None);
                people = await db.Users.IgnoreQueryFilters().CountAsync();
            }

            var started = Stopwatch.GetTimestamp();
            var rotated = (await KeyExchange.RunAsync("rotate", database, KeyExchange.Both(writes: 2))).With(0);
            var rewriting = Stopwatch.GetElapsedTime(started);
            started = Stopwatch.GetTimestamp();
            (await KeyExchange.RunAsync("status", database, KeyExchange.OnlyNew())).With(0);
            var reading = Stopwatch.GetElapsedTime(started);

            var perSecond = people / rewriting.TotalSeconds;
            var told = rotated.Output.Split('\n').Count(line => line.Contains($" of {people} looked at", StringComparison.Ordinal));
            var measured = string.Create(
                CultureInfo.InvariantCulture, $"{perSecond:0} a second, {told} lines of progress; all read again by keys status in {reading.TotalSeconds:0.0} s");
            output.WriteLine(measured);
            Reliability.Note("Upgrade and restore", $"keys rotate of {people} people", measured, $"{LeastPerSecond} a second");
            Assert.Contains($"persnr: {people} looked at, {people} rewritten.", rotated.Output, StringComparison.Ordinal);
            Assert.InRange(told, 1, (int)rewriting.TotalSeconds + 1);
            Assert.InRange(perSecond, LeastPerSecond, double.MaxValue);
        }
        finally
        {
            await TestDatabase.DropAsync(database);
        }
    }
}
