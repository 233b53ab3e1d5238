using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Unicode;

namespace FinAut.Api.Http;

/// <summary>
/// Reads a connection's input for the web server, and keeps a request line whose target holds bytes that are not ASCII. The web server
/// refuses such a line; where it is UTF-8, the same request can then be served with those bytes percent-encoded.
/// </summary>
/// <remarks>
/// Only the web server knows where one request ends and the next begins, so a line counts only as the first thing that it reads on a
/// connection, or after a reply: nothing else that a client sends can be taken for one.
/// </remarks>
internal sealed class RequestLineReader(PipeReader inner) : PipeReader
{
    private bool _isAtStart = true;
    private ReadOnlySequence<byte> _buffer;
    private long _rest;

    /// <summary>What the web server refused, from the beginning of its request line on; null unless the line holds bytes that are not ASCII.</summary>
    public byte[]? Refused { get; private set; }

    /// <summary>The refused request with its target percent-encoded, to be served as the last one of its connection; null when it is not UTF-8.</summary>
    public byte[]? Escaped => Refused is null ? null : Escape(Refused);

    /// <summary>Keeps the connection open although the web server is done with it.</summary>
    public bool StaysOpen { get; set; }

    /// <summary>Tells the reader that a reply was sent, after which a request line comes next.</summary>
    public void NoteReply() => _isAtStart = true;

    /// <summary>Passes on the refused request, percent-encoded, and what the client sends after it.</summary>
    /// <param name="writer">Gets it, and is completed at its end.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task CopyEscapedAsync(PipeWriter writer, CancellationToken cancellationToken)
    {
        // What the web server looked at without taking it comes once more.
        var known = _rest;
        try
        {
            await writer.WriteAsync(Escaped, cancellationToken);
            while (true)
            {
                var read = await inner.ReadAsync(cancellationToken);
                foreach (var segment in read.Buffer.Slice(Math.Min(known, read.Buffer.Length)))
                {
                    await writer.WriteAsync(segment, cancellationToken);
                }

                known = 0;
                inner.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The connection is over.
        }
        finally
        {
            await writer.CompleteAsync();
        }
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(cancellationToken);
        Note(read);
        return read;
    }

    public override bool TryRead(out ReadResult result)
    {
        var isRead = inner.TryRead(out result);
        Note(result);
        return isRead;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _isAtStart &= consumed.Equals(_buffer.Start);
        _rest = Refused is null ? 0 : _buffer.Slice(consumed).Length;
        _buffer = default;
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        if (!StaysOpen)
        {
            inner.Complete(exception);
        }
    }

    public override ValueTask CompleteAsync(Exception? exception = null) => StaysOpen ? default : inner.CompleteAsync(exception);

    private void Note(ReadResult read)
    {
        _buffer = read.Buffer;
        Refused = _isAtStart && HasRawTarget(read.Buffer) ? read.Buffer.ToArray() : null;
    }

    // Method, target, version (RFC 9112 section 3), the target beginning with a slash.
    private static bool HasRawTarget(ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        reader.AdvancePastAny((byte)'\r', (byte)'\n');
        return reader.TryReadTo(out ReadOnlySpan<byte> line, (byte)'\n')
            && line.ContainsAnyExceptInRange((byte)0, (byte)0x7F)
            && line.IndexOf(" /"u8) is var target and > 0
            && line.LastIndexOf(" HTTP/1."u8) > target
            && !line[..target].ContainsAnyExceptInRange((byte)'A', (byte)'Z');
    }

    private static byte[]? Escape(byte[] request)
    {
        var start = request.AsSpan().IndexOfAnyExcept("\r\n"u8);
        var end = start + request.AsSpan(start).IndexOf((byte)'\n') + 1;
        if (!Utf8.IsValid(request.AsSpan(0, end)))
        {
            return null;
        }

        var line = string.Concat(request.Take(end).Select(b => b < 0x80 ? ((char)b).ToString() : $"%{b:X2}"));
        return [.. Encoding.ASCII.GetBytes(line + "Connection: close\r\n"), .. request.AsSpan(end)];
    }
}
