using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using FinAut.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FinAut.Tests.Webhooks;

/// <summary>A well-behaved receiver on a real socket: it keeps what it gets, and answers as a test says.</summary>
public sealed class WebhookInbox : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Post> _posts = new();
    private readonly ConcurrentDictionary<string, Crowd> _crowds = new(StringComparer.Ordinal);

    private WebhookInbox(WebApplication app) => _app = app;

    /// <summary>What came, in the order in which it came.</summary>
    public IReadOnlyList<Post> Posts => [.. _posts];

    /// <summary>How many came.</summary>
    public int Count => _posts.Count;

    /// <summary>What is answered to a post: 200 unless a test says otherwise. It has been kept already.</summary>
    public Func<Post, Answer> Answers { get; set; } = _ => Answer.Ok;

    /// <summary>How many posts to a path were under way at most.</summary>
    public int MostAtOnce(string path) => _crowds.TryGetValue(path, out var crowd) ? crowd.Most : 0;

    /// <summary>Scheme, host and port.</summary>
    public string BaseUrl => _app.Urls.Single();

    /// <summary>A URL of the inbox; posts to different paths can be told apart.</summary>
    public string Url(string path = "hook") => $"{BaseUrl}/{path}";

    /// <summary>Starts an inbox on any port of 127.0.0.1.</summary>
    public static async Task<WebhookInbox> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var inbox = new WebhookInbox(app);
        app.Run(inbox.TakeAsync);
        await app.StartAsync();
        return inbox;
    }

    /// <summary>Waits until so many posts have come, and checks that no more have.</summary>
    public async Task<IReadOnlyList<Post>> WaitAsync(int count)
    {
        await Until.TrueAsync(() => Task.FromResult(Count >= count));
        Assert.Equal(count, Count);
        return Posts;
    }

    /// <summary>Forgets what came.</summary>
    public void Clear() => _posts.Clear();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        var crowd = _crowds.GetOrAdd(context.Request.Path, _ => new Crowd());
        crowd.Enter();
        Answer answer;
        try
        {
            answer = await KeepAsync(context);
        }
        finally
        {
            // Before the sender can know that it is over.
            crowd.Leave();
        }

        await context.Response.WriteAsync(answer.Body, context.RequestAborted);
    }

    private async Task<Answer> KeepAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var post = new Post(context.Request.Path, headers, body.ToArray(), Stopwatch.GetTimestamp());
        _posts.Enqueue(post);
        var answer = Answers(post);
        context.Response.StatusCode = answer.Status;
        if (answer.Header is { } header)
        {
            context.Response.Headers[header.Name] = header.Value;
        }

        if (answer.Gate is { } gate)
        {
            await gate.WaitAsync(context.RequestAborted);
        }

        return answer;
    }

    private sealed class Crowd
    {
        private readonly Lock _lock = new();
        private int _now;

        public int Most { get; private set; }

        public void Enter()
        {
            lock (_lock)
            {
                Most = Math.Max(Most, ++_now);
            }
        }

        public void Leave()
        {
            lock (_lock)
            {
                _now--;
            }
        }
    }
}

/// <summary>A post that an inbox got.</summary>
/// <param name="Path">Where it was posted.</param>
/// <param name="Headers">Its headers, by name in any case.</param>
/// <param name="Body">Its body.</param>
/// <param name="At">When it came, as <see cref="Stopwatch.GetTimestamp"/> counts.</param>
public sealed record Post(string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body, long At)
{
    /// <summary>Its body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Its body as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>The <c>webhook-id</c>.</summary>
    public string Id => Headers["webhook-id"];

    /// <summary>The <c>X-FinAut-Sequence</c>.</summary>
    public long Sequence => long.Parse(Headers["X-FinAut-Sequence"]);
}

/// <summary>What an inbox answers.</summary>
/// <param name="Status">The status.</param>
/// <param name="Header">A header, or null.</param>
/// <param name="Body">The body.</param>
/// <param name="Gate">What it waits for before it answers, or null.</param>
public sealed record Answer(int Status, (string Name, string Value)? Header = null, string Body = "", Task? Gate = null)
{
    /// <summary>200.</summary>
    public static Answer Ok { get; } = new(200);
}
