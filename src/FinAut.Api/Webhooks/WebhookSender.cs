using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Webhooks;

/// <summary>Posts one webhook and tells what came of it. Knows nothing of schedules and signatures.</summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>The header <c>User-Agent</c> of every webhook.</summary>
    public const string UserAgent = "FinAut-Webhooks/1.0";

    private const int MaxHeadersKilobytes = 16;

    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ConnectionIdle = TimeSpan.FromSeconds(20);

    private readonly AddressGuard _guard;
    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    // An HTTP/2 connection is the only one to its host, and shared.
    private readonly ConcurrentDictionary<string, ConnectionTrace> _shared = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes a sender with connections of its own.</summary>
    /// <param name="guard">Which addresses may be called.</param>
    /// <param name="options">Limits.</param>
    /// <param name="time">The clock for dates in replies.</param>
    /// <param name="roots">Certificates that are trusted instead of the system's, for tests.</param>
    public WebhookSender(AddressGuard guard, IOptions<WebhookOptions> options, TimeProvider time, X509Certificate2Collection? roots = null)
    {
        (_guard, _options, _time) = (guard, options.Value, time);
        _http = new HttpMessageInvoker(CreateHandler(roots));
    }

    /// <summary>Sends one.</summary>
    /// <param name="url">The receiver.</param>
    /// <param name="headers">Headers on top of <c>Content-Type</c> and <c>User-Agent</c>.</param>
    /// <param name="body">The exact bytes.</param>
    /// <param name="cancellationToken">Ends the attempt without an outcome, unless the receiver has answered already.</param>
    public async Task<SendOutcome> SendAsync(
        Uri url, IReadOnlyList<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        if ((_guard.CheckUrl(url) ?? CheckHeaders(headers)) is { } reason)
        {
            return Failed(SendError.Refused, reason, connection: null, start);
        }

        using var total = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        total.CancelAfter(_options.TotalTimeout);
        var (outcome, stale) = await TryAsync(url, headers, body, start, total.Token, cancellationToken);

        // A receiver may close an idle connection just when it is used again: not its failure, and a fresh one settles it.
        return stale ? (await TryAsync(url, headers, body, start, total.Token, cancellationToken)).Outcome : outcome;
    }

    public void Dispose() => _http.Dispose();

    private static SendReason? CheckHeaders(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        using var probe = new HttpRequestMessage();
        foreach (var (name, value) in headers)
        {
            if (value.Any(c => c is < ' ' or > '~') || !probe.Headers.TryAddWithoutValidation(name, value))
            {
                return new(SendReasonKind.Header);
            }
        }

        return null;
    }

    private static HttpRequestMessage CreateRequest(
        Uri url, IReadOnlyList<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte> body)
    {
        var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static SendOutcome Failed(SendError error, SendReason reason, ConnectionTrace? connection, long start) => new()
    {
        Error = error,
        Reason = reason,
        RemoteAddress = connection?.Address?.ToString(),
        Timings = Timings(connection, firstByte: null, start),
    };

    private static SendTimings Timings(ConnectionTrace? opened, int? firstByte, long start) =>
        new(Milliseconds(opened?.Dns), Milliseconds(opened?.Connect), Milliseconds(opened?.Tls), firstByte, Since(start));

    private static int Since(long start) => (int)Stopwatch.GetElapsedTime(start).TotalMilliseconds;

    private static int? Milliseconds(TimeSpan? time) => (int?)time?.TotalMilliseconds;

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }

    // The names of what is wrong end the framework's sentence: "… errors in the certificate chain: NotTimeValid, UntrustedRoot".
    private static string CertificateErrors(string message)
    {
        var names = message[(message.LastIndexOf(':') + 1)..].Trim();
        return names.Length > 0 && names.All(c => char.IsAsciiLetter(c) || c is ',' or ' ') ? names : SendReason.Unnamed;
    }

    // The framework's texts are not passed on, but what it says of certificates: they quote the reply, which may quote the request.
    private (SendError Error, SendReason Reason) Classify(Exception exception, Exchange exchange, Uri url)
    {
        var chain = Chain(exception).ToList();
        if (chain.OfType<WebhookSendException>().FirstOrDefault() is { } own)
        {
            return (own.Error, own.Reason);
        }

        if (chain.OfType<AuthenticationException>().LastOrDefault() is { } refusal)
        {
            return (SendError.Tls, refusal.Message.Contains("certificate", StringComparison.Ordinal)
                ? new(SendReasonKind.Certificate, Detail: CertificateErrors(refusal.Message))
                : new(SendReasonKind.NoTls));
        }

        var timedOut = chain.Exists(e => e is OperationCanceledException or TimeoutException);
        if (exchange is { Carrier: null, Opened.Stage: not ConnectionStage.Open })
        {
            return exchange.Opened.Stage switch
            {
                ConnectionStage.Dns => (SendError.Dns, new(SendReasonKind.NotResolvedInTime)),
                ConnectionStage.Connect => (SendError.Connect, new(SendReasonKind.NoConnection, $"{exchange.Opened.Address}", $"{SocketError.TimedOut}")),
                _ => (SendError.Tls, new(timedOut ? SendReasonKind.NoTlsInTime : SendReasonKind.NoTls)),
            };
        }

        // Over TLS the pool opens one connection to a host at a time, until it knows whether that is to be shared.
        if (timedOut && exchange is { Carrier: null, Opened: null } && !_shared.ContainsKey(url.Authority))
        {
            return (SendError.Connect, new(SendReasonKind.NoTurn));
        }

        if (timedOut)
        {
            return (SendError.Timeout, new(SendReasonKind.NoReply, _options.TotalSeconds.ToString(CultureInfo.InvariantCulture)));
        }

        return chain.OfType<HttpRequestException>().FirstOrDefault()?.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError => (SendError.Tls, new(SendReasonKind.NoTls)),
            HttpRequestError.ConfigurationLimitExceeded =>
                (SendError.Protocol, new(SendReasonKind.LongHeaders, $"{MaxHeadersKilobytes}")),
            HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError or HttpRequestError.VersionNegotiationError =>
                (SendError.Protocol, new(SendReasonKind.NotValidHttp)),
            _ when chain.Exists(e => e is IOException) => (SendError.Reset, new(SendReasonKind.Closed)),
            _ => (SendError.Protocol, new(SendReasonKind.Failed, Detail: exception.GetType().Name)),
        };
    }

    private async Task<(SendOutcome Outcome, bool Stale)> TryAsync(
        Uri url,
        IReadOnlyList<KeyValuePair<string, string>> headers,
        ReadOnlyMemory<byte> body,
        long start,
        CancellationToken total,
        CancellationToken cancellationToken)
    {
        using var request = CreateRequest(url, headers, body);
        var exchange = Exchange.Begin(request);
        try
        {
            using var response = await _http.SendAsync(request, total);
            return (await ReadAsync(response, exchange, start, new Redaction(headers), total), Stale: false);
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (error, reason) = Classify(exception, exchange, url);
            return (Failed(error, reason, exchange.Carrier ?? exchange.Opened, start), error == SendError.Reset && exchange.Reuses);
        }
    }

    private async Task<SendOutcome> ReadAsync(
        HttpResponseMessage response, Exchange exchange, long start, Redaction redaction, CancellationToken cancellationToken)
    {
        var firstByte = Since(start);
        var status = (int)response.StatusCode;
        var error = SendErrors.Of(status);
        // After 101 there is no body, but whatever the new protocol is.
        var (text, cut) = status == (int)HttpStatusCode.SwitchingProtocols
            ? ("", false)
            : await Reply.ReadBodyAsync(response.Content, _options.MaxResponseBytes, _options.KeptResponseBytes, cancellationToken);
        var connection = exchange.Carrier ?? exchange.Opened ?? _shared.GetValueOrDefault(response.RequestMessage!.RequestUri!.Authority);
        var fresh = exchange.Carrier is null ? exchange.Opened : exchange.Reuses ? null : exchange.Carrier;
        return new SendOutcome
        {
            Error = error,
            Reason = SendReason.Of(status),
            Status = status,
            RemoteAddress = connection?.Address?.ToString(),
            Timings = Timings(fresh, firstByte, start),
            Headers = [.. Reply.Headers(response).Select(redaction.Clean)],
            Body = redaction.Clean(text),
            BodyCut = cut,
            RetryAfter = Reply.RetryAfter(response, _time.GetUtcNow()),
        };
    }

    private SocketsHttpHandler CreateHandler(X509Certificate2Collection? roots)
    {
        // Certificates name URLs of their issuers and lists; fetching those would be a way around the guard.
        var chain = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        if (roots is not null)
        {
            chain.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.CustomTrustStore.AddRange(roots);
        }

        return new SocketsHttpHandler
        {
            ConnectCallback = _guard.ConnectAsync,
            ConnectTimeout = _options.ConnectTimeout,
            PlaintextStreamFilter = (context, _) =>
            {
                Established(context);
                return ValueTask.FromResult(context.PlaintextStream);
            },
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = chain },
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            // The courier traces: the framework's own span would name the URL, whose path may hold a receiver's key.
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = MaxHeadersKilobytes,
            // What is left of a reply is not worth waiting for.
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = ConnectionLifetime,
            PooledConnectionIdleTimeout = ConnectionIdle,
        };
    }

    private void Established(SocketsHttpPlaintextStreamFilterContext context)
    {
        var (request, url) = (context.InitialRequestMessage, context.InitialRequestMessage.RequestUri!);
        if (Exchange.Of(request)?.Opened is { } connection)
        {
            connection.Established(url.Scheme == Uri.UriSchemeHttps);
            if (context.NegotiatedHttpVersion == HttpVersion.Version20)
            {
                _shared[url.Authority] = connection;
            }
        }
    }
}
