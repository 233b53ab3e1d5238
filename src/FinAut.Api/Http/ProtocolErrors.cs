using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using FinAut.Api.Errors;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.WebUtilities;

namespace FinAut.Api.Http;

/// <summary>
/// Gives a body and a correlation id to the errors that the web server answers by itself, before any middleware sees the request:
/// a NUL in the path, a URL or headers that are too long, a message that is no HTTP. Otherwise they would be bare statuses. A URL with
/// letters that should be percent-encoded, and are UTF-8, is served as if they were.
/// </summary>
/// <remarks>They are told from all other replies by what only they lack: a correlation id. After each the server closes the connection.</remarks>
internal sealed partial class ProtocolErrors(ConnectionDelegate next, ILogger<ProtocolErrors> logger)
{
    public static void Use(ListenOptions endpoint)
    {
        var logger = endpoint.ApplicationServices.GetRequiredService<ILogger<ProtocolErrors>>();
        endpoint.Use(next => new ProtocolErrors(next, logger).InvokeAsync);
    }

    private async Task InvokeAsync(ConnectionContext connection)
    {
        var transport = connection.Transport;
        var input = new RequestLineReader(transport.Input);
        connection.Transport = new Transport(input, new Output(transport.Output, input, head => Complete(head, input, mayEscape: true)));
        await next(connection);
        if (input.StaysOpen)
        {
            await ServeEscapedAsync(connection, transport, input);
        }
    }

    // The same connection once more, for the request that was refused and is UTF-8.
    private async Task ServeEscapedAsync(ConnectionContext connection, IDuplexPipe transport, RequestLineReader refused)
    {
        var pipe = new Pipe();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        var copying = refused.CopyEscapedAsync(pipe.Writer, stop.Token);
        var input = new RequestLineReader(pipe.Reader);
        connection.Transport = new Transport(input, new Output(transport.Output, input, head => Complete(head, input, mayEscape: false)));
        await next(connection);
        await stop.CancelAsync();
        await pipe.Reader.CompleteAsync();
        await copying;
    }

    // What is written instead of a bare head, or null for any other bytes.
    private byte[]? Complete(ReadOnlySpan<byte> head, RequestLineReader input, bool mayEscape)
    {
        if (!head.StartsWith("HTTP/1.1 "u8)
            || !head.EndsWith("\r\n\r\n"u8)
            || head.IndexOf("\r\nContent-Length: 0\r\n"u8) < 0
            || head.IndexOf("\r\nX-Correlation-Id:"u8) >= 0
            || !int.TryParse(head.Slice("HTTP/1.1 ".Length, 3), out var status)
            || status < StatusCodes.Status400BadRequest)
        {
            input.NoteReply();
            return null;
        }

        if (mayEscape && status == StatusCodes.Status400BadRequest && input.Escaped is not null)
        {
            input.StaysOpen = true;
            return [];
        }

        var id = Correlation.New();
        LogRefused(status, id);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new Problem
            {
                Type = "about:blank",
                Title = ReasonPhrases.GetReasonPhrase(status),
                Status = status,
                Detail = status == StatusCodes.Status400BadRequest && input.Refused is not null ? RawTarget : DetailOf(status),
                Instance = "",
                CorrelationId = id,
            },
            ApiJson.Context.Problem);
        var lines = Encoding.ASCII.GetString(head).Replace("\r\nContent-Length: 0\r\n", $"\r\nContent-Length: {body.Length}\r\n", StringComparison.Ordinal);
        return
        [
            .. Encoding.ASCII.GetBytes($"{lines[..^2]}Content-Type: {Problems.ContentType}\r\n{Correlation.HeaderName}: {id}\r\n\r\n"),
            .. body,
        ];
    }

    private const string RawTarget = "The URL holds bytes that are neither ASCII nor UTF-8: percent-encode it, as UTF-8 (RFC 3986).";

    private static string DetailOf(int status) => status switch
    {
        StatusCodes.Status414UriTooLong => "The URL is too long.",
        StatusCodes.Status431RequestHeaderFieldsTooLarge => "The request headers are too large.",
        StatusCodes.Status400BadRequest => "Bad request.",
        _ => ReasonPhrases.GetReasonPhrase(status),
    };

    [LoggerMessage(1, LogLevel.Information, "A message that cannot be read as a request was refused with {Status}, correlation id {RefusalId}.")]
    private partial void LogRefused(int status, string refusalId);

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    // Passes everything on as it is, but for what is completed.
    private sealed class Output(PipeWriter inner, RequestLineReader input, Func<ReadOnlySpan<byte>, byte[]?> complete) : PipeWriter
    {
        private Memory<byte> _memory;

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override Memory<byte> GetMemory(int sizeHint = 0) => _memory = inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            if (complete(_memory.Span[..bytes]) is { } whole)
            {
                inner.Write(whole);
            }
            else
            {
                inner.Advance(bytes);
                _memory = _memory[bytes..];
            }
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null)
        {
            if (!input.StaysOpen)
            {
                inner.Complete(exception);
            }
        }

        public override ValueTask CompleteAsync(Exception? exception = null) => input.StaysOpen ? default : inner.CompleteAsync(exception);
    }
}
