using System.Text.RegularExpressions;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Hosting;

/// <summary>
/// One clock decides: the server's <see cref="TimeProvider"/>. Code that asks another one passes on the day it is written and fails on a
/// later one, so the sources are searched for it. Servers of tests are years ahead of the machine (<see cref="TestTime.YearsAhead"/>) or
/// on a fixed day (<see cref="WriteServer.Today"/>), which shows what a search does not find.
/// </summary>
public sealed partial class ClockConventionTests
{
    private const string OwnProcesses = "Its servers are processes of their own, which go by the machine's clock.";

    // File, and why it may ask the database for the time.
    private static readonly Dictionary<string, string> DatabaseTime = new()
    {
        ["src/FinAut.Domain/Data/PostgreSql/PostgreSqlDbContext.cs"] = "How old a transaction is, whose beginning the database noted.",
    };

    // File, and why it may ask the machine for the time.
    private static readonly Dictionary<string, string> MachineTime = new()
    {
        ["tests/FinAut.Tests/Docs/GuideTests.cs"] = "The guide's commands reckon with the shell's date.",
        ["tests/FinAut.Tests/Faults/SoakTests.cs"] = OwnProcesses,
        ["tests/FinAut.Tests/SignIn/AuthenticatorApp.cs"] = "The framework judges codes by the machine's clock.",
        ["tests/FinAut.Tests/UserLogin/ProviderSignInTests.cs"] = "A browser judges cookies by the machine's clock.",
        ["tests/FinAut.Tests/Webhooks/Certificates.cs"] = "TLS judges certificates by the machine's clock.",
        ["tests/FinAut.Tests/Webhooks/CrashTests.cs"] = OwnProcesses,
        ["tests/FinAut.Tests/Webhooks/EndToEndSignatureTests.cs"] = OwnProcesses,
        ["tests/FinAut.Tests/Webhooks/StandardWebhooksTests.cs"] = "The published verifier knows no clock but the machine's.",
        ["tests/FinAut.Tests/Webhooks/ThroughputTests.cs"] = OwnProcesses,
    };

    [Fact]
    public void No_statement_asks_the_database_for_the_time() =>
        Assert.Equal(DatabaseTime.Keys.Order(), FilesWith(DatabaseClock(), "src", "tests"));

    [Fact]
    public void No_test_asks_the_machine_for_the_time() =>
        Assert.Equal(MachineTime.Keys.Order(), FilesWith(MachineClock(), "tests"));

    [Theory]
    [InlineData("UPDATE a SET b = now() + interval '1 day'")]
    [InlineData("defaultValueSql: \"CURRENT_TIMESTAMP\"")]
    [InlineData("WHERE expires < GETUTCDATE()")]
    [InlineData("if (post.at < Date.now())")]
    public void A_statement_that_asks_the_database_is_found(string text) => Assert.Matches(DatabaseClock(), text);

    private static IEnumerable<string> FilesWith(Regex clock, params string[] folders) => folders
        .SelectMany(Repository.Sources)
        .Where(path => !path.EndsWith($"/{nameof(ClockConventionTests)}.cs", StringComparison.Ordinal) && clock.IsMatch(Repository.Read(path)))
        .Order();

    // PostgreSQL's, SQL Server's, and JavaScript's on the way.
    [GeneratedRegex(
        @"\b(now|(clock|statement|transaction)_timestamp|timeofday|get(utc)?date|sys(utc)?datetime(offset)?)\s*\(\s*\)|\b(current_(timestamp|date|time)|localtime(stamp)?)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10_000)]
    private static partial Regex DatabaseClock();

    // Durations do not depend on the day.
    [GeneratedRegex(@"TimeProvider\.System\b(?!\.Get(Timestamp|ElapsedTime)\b)|TestTime\.OfMachine\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex MachineClock();
}
