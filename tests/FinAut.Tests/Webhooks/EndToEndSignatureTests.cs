using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Webhooks;

/// <summary>What a server process really posts, judged by the verifier that Standard Webhooks publishes.</summary>
public sealed class EndToEndSignatureTests(StandardWebhooksPackage package) : IClassFixture<StandardWebhooksPackage>, IAsyncLifetime
{
    private static readonly Dictionary<string, Func<SignedPost, SignedPost>> Mutations = new(StringComparer.Ordinal)
    {
        ["body"] = post => post with { Body = post.Body.Replace("\"afr\"", "\"krd\"", StringComparison.Ordinal) },
        ["id"] = post => post with { Id = post.Id[..^1] + (post.Id[^1] == '0' ? '1' : '0') },
        ["timestamp"] = post => post with { Timestamp = Seconds(post, 1) },
        ["signature"] = post => post with { Signature = "v1," + Convert.ToBase64String(new byte[32]) },
        ["missing signature"] = post => post with { Signature = "" },
        ["other secret"] = post => post with { Secret = WebhookSecret.New().Text },
        ["old timestamp"] = SignedTenMinutesAgo,
    };

    private Fleet _fleet = null!;
    private Node _node = null!;
    private string _endpoint = "";
    private string _secret = "";
    private long _person;

    public async Task InitializeAsync()
    {
        _fleet = await Fleet.CreateAsync();
        _node = await _fleet.StartAsync();
        _person = (await _node.Admin.CreateUserAsync("afr_ka")).Number();
        var endpoint = await _node.Admin.CreateAsync("webhook_endpoint/", new JsonObject
        {
            ["company"] = Bodies.Path("companies", Bodies.Testfirma),
            ["kind"] = "all",
            ["url"] = _fleet.Inbox.Url(),
        });
        (_endpoint, _secret) = (endpoint.Text("id"), endpoint.Text("secret"));
    }

    public async Task DisposeAsync() => await _fleet.DisposeAsync();

    [SkippableFact]
    public async Task A_hundred_posts_are_accepted_and_every_mutation_of_each_is_refused()
    {
        for (var i = 0; i < 100; i++)
        {
            await _node.AddResultAsync(_person);
        }

        var posts = (await _fleet.Inbox.WaitAsync(100)).Select(p => Signed(p, _secret)).ToList();
        var mutated = Mutations.SelectMany(m => posts.Select(p => (m.Key, Post: m.Value(p)))).ToList();
        var verdicts = await package.VerifyAsync([.. posts, .. mutated.Select(m => m.Post)]);

        Assert.Equal(Enumerable.Repeat("accepted", 100), verdicts.Take(100));
        Assert.Equal(700, verdicts.Skip(100).Count());
        Assert.All(mutated.Zip(verdicts.Skip(100)), m => Assert.StartsWith("refused: ", $"{m.Second} ({m.First.Key})", StringComparison.Ordinal));
        Assert.All(mutated, m => Assert.DoesNotContain(m.Post, posts));
    }

    [SkippableFact]
    public async Task Both_secrets_are_accepted_inside_the_rotation_window_and_the_new_one_only_after_it()
    {
        using var rotation = await _node.Admin.SendAsync("POST", _endpoint + "rotate/", new JsonObject { ["overlap_hours"] = 1 });
        var rotated = (await rotation.ReadJsonAsync()).Text("secret");
        await _node.AddResultAsync(_person);
        var inside = (await _fleet.Inbox.WaitAsync(1))[0];

        // An hour later, as far as the secret is concerned: the verifier knows no clock but the machine's.
        await using (var db = _fleet.Database())
        {
            Assert.Equal(1, await db.Database.ExecuteSqlAsync($"UPDATE webhook_endpoint_secrets SET expires = expires - interval '1 hour' WHERE expires IS NOT NULL"));
        }

        await _node.AddResultAsync(_person);
        var after = (await _fleet.Inbox.WaitAsync(2))[1];
        var verdicts = await package.VerifyAsync([Signed(inside, _secret), Signed(inside, rotated), Signed(after, rotated), Signed(after, _secret)]);

        Assert.Equal(["accepted", "accepted", "accepted", "refused: No matching signature found"], verdicts);
    }

    private static SignedPost Signed(Post post, string secret) =>
        new(secret, post.Id, post.Headers["webhook-timestamp"], post.Headers["webhook-signature"], post.Text);

    // By one who has the secret, as a post that was recorded.
    private static SignedPost SignedTenMinutesAgo(SignedPost post)
    {
        var at = TimeProvider.System.GetUtcNow().AddMinutes(-10);
        var signature = WebhookSignature.Sign(post.Id, at, Encoding.UTF8.GetBytes(post.Body), [WebhookSecret.FromStored(post.Secret)]);
        return post with { Timestamp = WebhookSignature.Timestamp(at), Signature = signature };
    }

    private static string Seconds(SignedPost post, int more) =>
        (long.Parse(post.Timestamp, CultureInfo.InvariantCulture) + more).ToString(CultureInfo.InvariantCulture);
}
