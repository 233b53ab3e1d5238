using System.Text.Json;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Model;

/// <summary>
/// Reads what an actor sees of the people of a batch, all at once: the last pages of the lists, back to what was there before the
/// batch. That costs a few requests where asking for each person would cost thousands, and shows strangers' rows too.
/// </summary>
internal sealed class ReadBack
{
    private static readonly (string List, string Newest)[] Lists =
    [
        ("user", "user"), ("employment", "employment"), ("userstatus", "userstatus"), ("latestuserstatus", "userstatus"), ("competency_result", "competency_result"),
    ];

    private readonly Actor _actor;
    private readonly Dictionary<string, long> _before = [];

    private ReadBack(Actor actor) => _actor = actor;

    public static async Task<ReadBack> StartAsync(Actor actor, HttpClient client)
    {
        var readBack = new ReadBack(actor);
        foreach (var (_, list) in Lists)
        {
            var page = await client.GetJsonAsync($"{TestServer.Root}{list}/?page=last");
            readBack._before[list] = page.GetProperty("results").EnumerateArray().Select(IdOf).LastOrDefault();
        }

        return readBack;
    }

    /// <summary>Compares everything with what the models say.</summary>
    public async Task CheckAsync(HttpClient client, IReadOnlyList<Sequence> sequences, DateOnly today)
    {
        var seen = sequences.SelectMany(s => s.Created.Where(p => ReferenceModel.Sees(_actor, p)).Select(p => (Sequence: s, Person: p))).ToList();
        foreach (var (list, newest) in Lists)
        {
            var actual = await ReadAsync(client, list, _before[newest]);
            foreach (var (sequence, person) in seen)
            {
                actual.Remove(list == "competency_result" ? person.EncryptedId : person.Url, out var lines);
                try
                {
                    Assert.Equal(Expected(list, person, today), lines ?? []);
                }
                catch (Exception exception)
                {
                    throw new SequenceFailedException(sequence, $"{_actor} reads {list}/ on {today:yyyy-MM-dd}", exception);
                }
            }

            // The older people's statuses take effect as the clock goes on.
            Assert.True(list == "latestuserstatus" || actual.Count == 0, $"{_actor} reads in {list}/ of others: {string.Join("; ", actual.Keys)}");
        }
    }

    private IEnumerable<string> Expected(string list, PersonModel person, DateOnly today) => list switch
    {
        "user" => [Views.User(person, _actor, today)],
        "employment" => Views.Employments(person, _actor),
        "userstatus" => Views.Statuses(person, _actor),
        "latestuserstatus" => Views.LatestStatuses(person, _actor, today),
        _ => Views.Courses(person, _actor),
    };

    // The lines by person, in the order of their ids.
    private static async Task<Dictionary<string, List<string>>> ReadAsync(HttpClient client, string list, long before)
    {
        var rows = new List<JsonElement>();
        for (var url = $"{TestServer.Root}{list}/?page=last"; url is not null;)
        {
            var page = await client.GetJsonAsync(url);
            var onPage = page.GetProperty("results").EnumerateArray().ToList();
            rows.InsertRange(0, onPage.Where(row => IdOf(row) > before));
            url = onPage.Count > 0 && IdOf(onPage[0]) > before ? page.GetProperty("previous").GetString() : null;
        }

        return rows.Select(row => View(list, row)).GroupBy(line => line.Split(" | ")[0]).ToDictionary(g => g.Key, g => g.ToList());
    }

    private static string View(string list, JsonElement row) => list switch
    {
        "user" => Views.User(row),
        "employment" => Views.Employment(row),
        "competency_result" => Views.Course(row),
        _ => Views.Status(row),
    };

    private static long IdOf(JsonElement row) => long.Parse(row.GetProperty("id").GetString()!.TrimEnd('/').Split('/')[^1]);
}

/// <summary>A sequence that went another way than its model.</summary>
internal sealed class SequenceFailedException(Sequence sequence, string what, Exception inner)
    : Exception($"{what}: {inner.Message}", inner)
{
    public Sequence Sequence => sequence;
}
