using System.Net.Http.Headers;
using System.Text.Json;
using FinAut.Tests.Docs;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Fuzz;

/// <summary>What one lane of requests knows of the server: tokens, and the keys of what there is, which it goes on learning from replies.</summary>
internal sealed class FuzzWorld
{
    // What was learned long ago is forgotten, so that the lane stays among things that it has just made.
    private const int Remembered = 30;

    // An endpoint gets a delivery of every change, and each is a row.
    private const int MostEndpoints = 4;

    private static readonly IEnumerator<string> Persnrs = SyntheticPersnr.All().GetEnumerator();
    private static readonly Lock PersnrGate = new();

    private readonly Dictionary<string, List<string>> _keys = [];
    private readonly Dictionary<string, string> _persnrs = [];

    private FuzzWorld()
    {
    }

    /// <summary>Tokens that read and write: the exam platform's, and one that manages webhooks.</summary>
    public required string ExamToken { get; init; }

    public required string Token { get; init; }

    /// <summary>Tokens that are good, but not for everything here.</summary>
    public required IReadOnlyList<string> LesserTokens { get; init; }

    /// <summary>Tokens that nobody else uses, to look at and to revoke.</summary>
    public Queue<string> SpareTokens { get; } = [];

    public static async Task<FuzzWorld> OpenAsync(TestServer server, OpenApiDocument document, int persons)
    {
        var world = new FuzzWorld
        {
            ExamToken = await server.TokenAsync(TestServer.ExamClient, "read write exam"),
            Token = await server.TokenAsync(scope: "read write webhooks"),
            LesserTokens =
            [
                await server.TokenAsync(scope: "read"), await server.TokenAsync(scope: "write"), await server.TokenAsync(scope: "webhooks"),
                await server.TokenAsync(TestServer.ExamClient, "exam"), await server.TokenAsync(TestServer.OtherClient, "read write"),
            ],
        };
        using var client = server.NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", world.Token);
        foreach (var list in document.Operations.Where(o => o is { IsOfApi: true, Method: "GET" } && o.Parameters.Any(p => p.Text("name") == "page")))
        {
            world._keys[list.Path] = [.. (await client.GetJsonAsync(list.Path)).Ids().Take(Remembered).Select(KeyOf)];
        }

        // People of the lane's own, so that lanes seldom write to the same.
        world._keys[FuzzPaths.Users].Clear();
        for (var person = 0; person < persons; person++)
        {
            world.LearnCreated(FuzzPaths.Users, await client.CreateAsync("user/", Bodies.User(NextPersnr(), "afr_ka", "gos_tl")));
        }

        return world;
    }

    /// <summary>A persnr that nobody has.</summary>
    public static string NextPersnr()
    {
        lock (PersnrGate)
        {
            Persnrs.MoveNext();
            return Persnrs.Current;
        }
    }

    /// <summary>The keys known of a list's rows.</summary>
    public IReadOnlyList<string> Keys(string list) => _keys.GetValueOrDefault(list) ?? [];

    /// <summary>The persnr of a person of the lane's.</summary>
    public string? PersnrOf(string key) => _persnrs.GetValueOrDefault(key);

    public bool HasEnoughEndpoints => Keys(FuzzPaths.Endpoints).Count >= MostEndpoints;

    /// <summary>Learns from a successful reply.</summary>
    public void Learn(FuzzRequest request, int status, JsonElement reply)
    {
        if (status is 201 or 202)
        {
            LearnCreated(status == 201 ? request.Operation.Path : FuzzPaths.Deliveries, reply);
        }
        else if (!request.Operation.IsOfApi && reply.TryGetProperty("access_token", out var token))
        {
            SpareTokens.Enqueue(token.GetString()!);
            if (SpareTokens.Count > Remembered)
            {
                SpareTokens.Dequeue();
            }
        }
    }

    /// <summary>Forgets what was deleted.</summary>
    public void Forget(FuzzRequest request) => _keys[FuzzPaths.Endpoints].Remove(KeyOf(request.Target.Split('?')[0]));

    private static string KeyOf(string url) => url.TrimEnd('/').Split('/')[^1];

    private void LearnCreated(string list, JsonElement reply)
    {
        var key = KeyOf(reply.Text("id"));
        var keys = _keys[list];
        keys.Add(key);
        if (list == FuzzPaths.Users)
        {
            _persnrs[key] = reply.Text("persnr");
        }

        // Endpoints are forgotten when they are deleted only: there must not be many.
        if (keys.Count > Remembered && list != FuzzPaths.Endpoints)
        {
            keys.RemoveAt(0);
        }
    }
}

/// <summary>Paths that the generator has to know by name.</summary>
internal static class FuzzPaths
{
    public const string Users = TestServer.Root + "user/";
    public const string Endpoints = TestServer.Root + "webhook_endpoint/";
    public const string Deliveries = TestServer.Root + "webhook_delivery/";
    public const string Results = TestServer.Root + "results/";
}
