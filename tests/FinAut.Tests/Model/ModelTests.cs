using System.Collections.Concurrent;
using FinAut.Domain.ApiClients;
using FinAut.Domain.UserLogin;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Model;

/// <summary>
/// Random sequences of writes and reads, against a small model written from the contract. The sequences of a batch go step by step
/// side by side, each with people of its own; between two steps the clock moves for all of them, and everything is read back.
/// </summary>
public sealed class ModelTests(QuietServer demo) : IClassFixture<QuietServer>
{
    private const int Sequences = 2000;
    private const int TimesMoreWithFaults = 5;
    private const int SequencesPerBatch = 200;
    private const int Steps = 10;
    private const int MostDaysBetweenSteps = 3;
    private const int SideBySide = 6;
    private const string BridgeClient = "model-bridge";

    private static readonly DateTimeOffset FirstDay = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // UTC; the last two are the next day in Oslo, at least in summer.
    private static readonly double[] Hours = [0.2, 12, 22.5, 23.5];

    private static readonly IEnumerator<string> Persnrs = SyntheticPersnr.All().GetEnumerator();

    private TestServer Server => demo.Server;

    [Fact]
    public Task Two_thousand_random_sequences_go_as_the_model_says() => RunAsync(Sequences / SequencesPerBatch, TestSeed.Value);

    [Fact]
    [Trait("Category", "Faults")]
    public Task Ten_thousand_random_sequences_go_as_the_model_says() => RunAsync(TimesMoreWithFaults * Sequences / SequencesPerBatch, TestSeed.Value + 1000);

    // The seed of a batch decides all of it, so that a failing batch is the first one when its seed is set.
    private async Task RunAsync(int batches, int seed)
    {
        await AddBridgeAsync();
        var outsider = await OutsiderAsync();
        var tally = new Tally();
        for (var batch = 0; batch < batches; batch++)
        {
            var sequences = Enumerable.Range(0, SequencesPerBatch)
                .Select(number => new Sequence(number, new Random(SeedOf(seed + batch, number)), tally, outsider, NewPerson(), NewPerson()))
                .ToList();
            try
            {
                await RunBatchAsync(sequences, new Random(seed + batch));
            }
            catch (SequenceFailedException failure)
            {
                Assert.Fail(string.Join(
                    Environment.NewLine, $"Sequence {failure.Sequence.Number} with {TestSeed.Variable}={seed + batch}:", failure.Sequence.History, failure.Message));
            }
        }

        await Server.AssertRecordsAgreeAsync();
        tally.CheckVariety();
    }

    private async Task RunBatchAsync(List<Sequence> sequences, Random random)
    {
        var now = FirstDay.AddDays(random.Next(700)).AddHours(12);
        var readBacks = new List<(Actor Actor, ReadBack ReadBack)>();
        for (var i = 0; i < Steps; i++)
        {
            var days = i == 0 ? 0 : random.Next(MostDaysBetweenSteps + 1);
            now = days == 0 ? now : new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(days).AddHours(Hours[random.Next(Hours.Length)]);
            Server.Time.SetUtcNow(now);
            var today = OsloCalendar.DateOf(now);
            var clients = await ClientsAsync();
            if (i == 0)
            {
                readBacks.Add((Actor.Company, await ReadBack.StartAsync(Actor.Company, clients[Actor.Company])));
                readBacks.Add((Actor.Outside, await ReadBack.StartAsync(Actor.Outside, clients[Actor.Outside])));
                readBacks.Add((Actor.Bridge, await ReadBack.StartAsync(Actor.Bridge, clients[Actor.Bridge])));
            }

            await StepAsync(sequences, clients, today);
            if (i == 0)
            {
                await LinkAsync(sequences);
            }

            foreach (var (actor, readBack) in readBacks.Where(r => r.Actor != Actor.Bridge || i == Steps - 1))
            {
                await readBack.CheckAsync(clients[actor], sequences, today);
            }

            foreach (var client in clients.Values)
            {
                client.Dispose();
            }
        }
    }

    private static async Task StepAsync(List<Sequence> sequences, Dictionary<Actor, HttpClient> clients, DateOnly today)
    {
        var failures = new ConcurrentBag<SequenceFailedException>();
        await Parallel.ForEachAsync(sequences, new ParallelOptions { MaxDegreeOfParallelism = SideBySide }, async (sequence, _) =>
        {
            try
            {
                await sequence.StepAsync(clients, today);
            }
            catch (Exception exception)
            {
                failures.Add(new SequenceFailedException(sequence, "The last step", exception));
            }
        });
        if (failures.MinBy(f => f.Sequence.Number) is { } first)
        {
            throw first;
        }
    }

    private static PersonModel NewPerson()
    {
        Persnrs.MoveNext();
        return new PersonModel(Persnrs.Current, "encrypted-" + Persnrs.Current);
    }

    // The same on every run, which HashCode.Combine is not.
    private static int SeedOf(int seed, int number) => unchecked((seed * 7919) + number);

    // An API user between the demo's and the one outside.
    private async Task AddBridgeAsync()
    {
        await using var db = Server.Database();
        if (db.Applications.Any(a => a.ClientId == BridgeClient))
        {
            return;
        }

        var now = Server.Time.GetUtcNow();
        var user = new ApiUser { UserName = "bridge", Created = now };
        await db.ApiUsers.AddAsync(user);
        user.Link(long.Parse(World.Testfirma));
        user.Link(long.Parse(World.OutsideCompany));
        var application = new Application { ApiUserId = user.Id, ClientId = BridgeClient, Name = "Bridge", Scopes = Scopes.Read | Scopes.Write, Created = now };
        await db.Applications.AddAsync(application);
        application.AddSecret(SecretHash.Of(BridgeClient + "-secret"), now, TimeSpan.Zero);
        await db.SaveChangesAsync();
    }

    // What UserLogin does in the candidate's browser.
    private async Task LinkAsync(List<Sequence> sequences)
    {
        await using var db = Server.Database();
        foreach (var person in sequences.Select(s => s.People[0]))
        {
            await db.UserLoginLinks.AddAsync(new UserLoginLink
            {
                ClientId = 1,
                UserId = person.Id,
                ExtUserId = person.EncryptedId,
                EncryptedUserId = person.EncryptedId,
                Created = Server.Time.GetUtcNow(),
            });
            person.IsLinked = true;
        }

        await db.SaveChangesAsync();
    }

    private async Task<string> OutsiderAsync()
    {
        using var client = await Server.ClientAsync(TestServer.OtherClient);
        return (await client.GetJsonAsync(TestServer.Root + "user/900001/")).GetProperty("persnr").GetString()!;
    }

    // Tokens last an hour, so every move of the clock needs new ones.
    private async Task<Dictionary<Actor, HttpClient>> ClientsAsync() => new()
    {
        [Actor.Company] = await Server.ClientAsync(),
        [Actor.Exam] = await Server.ClientAsync(TestServer.ExamClient, "read write exam"),
        [Actor.Bridge] = await Server.ClientAsync(BridgeClient),
        [Actor.Outside] = await Server.ClientAsync(TestServer.OtherClient),
    };
}
