using System.Diagnostics;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Webhooks;

/// <summary>Changes at a steady pace, and how long each takes to reach its receiver.</summary>
internal static class Pace
{
    /// <summary>Records results, so many a second, whether or not those before were answered.</summary>
    /// <param name="node">The server.</param>
    /// <param name="people">Whose; in turn.</param>
    /// <param name="count">How many.</param>
    /// <param name="perSecond">How many a second.</param>
    public static async Task<IReadOnlyList<Change>> AddResultsAsync(Node node, IReadOnlyList<long> people, int count, int perSecond)
    {
        var start = Stopwatch.GetTimestamp();
        var changes = new List<Task<Change>>();
        for (var i = 0; i < count; i++)
        {
            var wait = TimeSpan.FromSeconds((double)i / perSecond) - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait);
            }

            changes.Add(AddResultAsync(node, people[i % people.Count]));
        }

        return await Task.WhenAll(changes);
    }

    /// <summary>Milliseconds from each change's commit, which its answer followed, to its receipt.</summary>
    /// <param name="inbox">Where they are received.</param>
    /// <param name="path">The receiver's path, or null for any.</param>
    /// <param name="changes">The changes.</param>
    public static async Task<IReadOnlyList<double>> LatenciesAsync(WebhookInbox inbox, string? path, IReadOnlyList<Change> changes)
    {
        var wanted = changes.Select(c => c.Result).ToHashSet();
        var received = new Dictionary<long, long>();
        var seen = 0;
        await Until.TrueAsync(
            () =>
            {
                var posts = inbox.Posts;
                foreach (var post in posts.Skip(seen).Where(p => path is null || p.Path == path))
                {
                    received.TryAdd(post.Json.Text("id").Number(), post.At);
                }

                seen = posts.Count;
                return Task.FromResult(wanted.IsSubsetOf(received.Keys));
            },
            TimeSpan.FromMinutes(2));

        // Some are received before the answer to the one who made the change.
        return [.. changes.Select(c => Math.Max(0, Stopwatch.GetElapsedTime(c.Answered, received[c.Result]).TotalMilliseconds))];
    }

    private static async Task<Change> AddResultAsync(Node node, long person)
    {
        var result = await node.AddResultAsync(person);
        return new Change(result.Number(), Stopwatch.GetTimestamp());
    }
}

/// <summary>A change that was made.</summary>
/// <param name="Result">The result's number.</param>
/// <param name="Answered">When the server had answered, as <see cref="Stopwatch.GetTimestamp"/> counts.</param>
internal sealed record Change(long Result, long Answered);
