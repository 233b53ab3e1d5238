using System.Net;
using System.Text.Json;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Webhooks;

/// <summary>One server that sends webhooks for all tests of a class. Each test posts to a path of its own.</summary>
public sealed class SharedWebhooks : IAsyncLifetime
{
    private int _last;

    public WebhookServer Webhooks { get; private set; } = null!;

    public TestServer Server => Webhooks.Server;

    public HttpClient Admin => Webhooks.Admin;

    public async Task InitializeAsync() => Webhooks = await WebhookServer.StartAsync();

    public async Task DisposeAsync() => await Webhooks.DisposeAsync();

    /// <summary>A path that no other test posts to.</summary>
    public string NewPath() => $"hook{Interlocked.Increment(ref _last)}";

    /// <summary>What came to a path, in the order in which it came.</summary>
    public IReadOnlyList<Post> PostsTo(string path) => [.. Webhooks.Inbox.Posts.Where(p => p.Path == "/" + path)];

    /// <summary>Waits until so many posts have come to a path, and checks that no more have.</summary>
    public async Task<IReadOnlyList<Post>> WaitAsync(string path, int count)
    {
        await Until.TrueAsync(() => Task.FromResult(PostsTo(path).Count >= count));
        Assert.Equal(count, PostsTo(path).Count);
        return PostsTo(path);
    }

    /// <summary>Lets the inbox answer posts to a path with a status, and all others with 200.</summary>
    public void AnswerTo(string path, int status) => Webhooks.Inbox.Answers = post => post.Path == "/" + path ? new Answer(status) : Answer.Ok;

    /// <summary>Asks for a ping.</summary>
    /// <returns>The delivery as it was answered.</returns>
    public async Task<JsonElement> PingAsync(string endpoint)
    {
        using var response = await Admin.PostAsync(endpoint + "ping/", null);
        return await response.ReadJsonAsync(HttpStatusCode.Accepted);
    }

    /// <summary>Asks for a ping and waits for it at a path.</summary>
    public async Task<Post> PingedAsync(string endpoint, string path)
    {
        var before = PostsTo(path).Count;
        await PingAsync(endpoint);
        return (await WaitAsync(path, before + 1))[^1];
    }

    /// <summary>Signatures of a post with these secrets, the newest first.</summary>
    public static string Signed(Post post, params string[] secrets) => WebhookSignature.Sign(
        post.Id,
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(post.Headers["webhook-timestamp"])),
        post.Body,
        [.. secrets.Select(WebhookSecret.FromStored)]);

    /// <summary>Checks that a post is signed with these secrets and no others, the newest first.</summary>
    public static void AssertSigned(Post post, params string[] secrets)
    {
        Assert.Equal(Signed(post, secrets), post.Headers["webhook-signature"]);
        Assert.Equal(WebhookSignature.Hub(post.Body, WebhookSecret.FromStored(secrets[0])), post.Headers["X-Hub-Signature"]);
    }
}
