using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using FinAut.Api.Hosting;
using FinAut.Api.Webhooks;
using FinAut.Tests.Infrastructure;
using Microsoft.Extensions.Options;

namespace FinAut.Tests.Webhooks;

/// <summary>Makes senders and guards for tests.</summary>
internal static class Senders
{
    /// <summary>The body that <see cref="SendAsync"/> posts.</summary>
    public static readonly byte[] Body = """{"id":"https://api.example.no/finautapi/v1/results/1/","navn":"Åse"}"""u8.ToArray();

    /// <summary>Settings that leave a loaded machine time, and allow http.</summary>
    public static WebhookOptions Options(Action<WebhookOptions>? configure = null)
    {
        var options = new WebhookOptions { AllowHttp = true, ConnectSeconds = 20, TotalSeconds = 30 };
        configure?.Invoke(options);
        return options;
    }

    /// <summary>A guard outside demo mode.</summary>
    public static AddressGuard Guard(IHostResolver resolver, Action<WebhookOptions>? configure = null) =>
        new(resolver, Wrap(Options(configure)), Wrap(new DemoOptions()));

    /// <summary>A sender that may call this machine, unless told otherwise.</summary>
    public static WebhookSender Sender(
        IHostResolver? resolver = null,
        Action<WebhookOptions>? configure = null,
        TimeProvider? time = null,
        X509Certificate2? root = null)
    {
        var options = Options(o =>
        {
            o.AllowPrivateNetworks = true;
            configure?.Invoke(o);
        });
        var guard = new AddressGuard(resolver ?? new Names(), Wrap(options), Wrap(new DemoOptions()));
        return new WebhookSender(guard, Wrap(options), time ?? TestTime.YearsAhead(), root is null ? null : [root]);
    }

    /// <summary>Sends the usual body.</summary>
    public static Task<SendOutcome> SendAsync(this WebhookSender sender, Uri url, params (string Name, string Value)[] headers) =>
        sender.SendAsync(url, [.. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))], Body, CancellationToken.None);

    private static IOptions<T> Wrap<T>(T options)
        where T : class => Microsoft.Extensions.Options.Options.Create(options);
}

/// <summary>A name service of the test's own; each lookup of a name gives its next answer, and the last one for ever.</summary>
internal sealed class Names : IHostResolver
{
    private readonly ConcurrentDictionary<string, Queue<string[]>> _answers = new(StringComparer.OrdinalIgnoreCase);
    private int _lookups;

    /// <summary>How many lookups there were.</summary>
    public int Lookups => Volatile.Read(ref _lookups);

    /// <summary>Adds a name.</summary>
    public Names With(string host, params string[][] answers)
    {
        _answers[host] = new Queue<string[]>(answers);
        return this;
    }

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _lookups);
        if (!_answers.TryGetValue(host, out var answers))
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        lock (answers)
        {
            var answer = answers.Count > 1 ? answers.Dequeue() : answers.Peek();
            return Task.FromResult(answer.Select(IPAddress.Parse).ToArray());
        }
    }
}

/// <summary>A name service that never answers, and does not care for being cancelled.</summary>
internal sealed class SilentNames : IHostResolver
{
    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => new TaskCompletionSource<IPAddress[]>().Task;
}
