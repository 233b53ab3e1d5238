using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using FinAut.Tests.Infrastructure;
using Xunit.Abstractions;
using static FinAut.Tests.OAuth.OAuthCalls;

namespace FinAut.Tests.OAuth;

/// <summary>Row 25 of the OAuth checklist: time does not tell an unknown client from a wrong secret.</summary>
[Trait("Category", "Faults")]
public sealed class ClientTimingTests(DemoServer demo, ITestOutputHelper output) : IClassFixture<DemoServer>
{
    private const int Tries = 500;
    private const int WarmUp = 200;
    private const int AtOnce = 4;
    private const int Rounds = 4;
    private const double Tolerance = 0.05;
    private const string Unknown = Grant + "&client_id=finaut-nobo&client_secret=wrong-secret";
    private const string Wrong = Grant + "&client_id=finaut-demo&client_secret=wrong-secret";

    [Fact]
    public async Task An_unknown_client_takes_as_long_as_a_wrong_secret()
    {
        await MeasureAsync(WarmUp);

        // A difference that is the server's own shows in every round; one that comes of a busy machine does not.
        var differences = new List<double>();
        while (differences.Count < Rounds && differences.All(difference => difference >= Tolerance))
        {
            differences.Add(await MeasureAsync(Tries));
        }

        var measured = "The medians differ by " + string.Join(", ", differences.Select(d => $"{d:P1}")) + ".";
        output.WriteLine(measured);
        Reliability.Note(
            "Attack surface",
            $"Time of an unknown client against that of a wrong secret, {Tries} of each in a round",
            $"{differences[^1]:P1} between the medians, in round {differences.Count} of {Rounds} at most",
            $"less than {Tolerance:P0} in one of the rounds");
        Assert.True(differences[^1] < Tolerance, measured);
    }

    private static double Median(ConcurrentBag<double> times) => times.Order().ElementAt(times.Count / 2);

    private async Task<double> MeasureAsync(int tries)
    {
        var (unknown, wrong) = (new ConcurrentBag<double>(), new ConcurrentBag<double>());
        await Parallel.ForAsync(0, tries, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (n, _) =>
        {
            // In turns, and each first as often as second, so that whatever else the machine does strikes both alike.
            if (n % 2 == 0)
            {
                unknown.Add(await TimeAsync(Unknown));
                wrong.Add(await TimeAsync(Wrong));
            }
            else
            {
                wrong.Add(await TimeAsync(Wrong));
                unknown.Add(await TimeAsync(Unknown));
            }
        });

        var (first, second) = (Median(unknown), Median(wrong));
        return Math.Abs(first - second) / Math.Max(first, second);
    }

    private async Task<double> TimeAsync(string body)
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await demo.Server.Http.PostFormAsync(TokenPath, body);
        var took = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        return took;
    }
}
