using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace FinAut.Api.Webhooks;

/// <summary>Reads what a receiver answered.</summary>
internal static class Reply
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(365);

    /// <summary>Reads the body up to a limit, and keeps the first of it.</summary>
    /// <returns>The text, invalid bytes replaced, and whether anything is missing from it.</returns>
    public static async Task<(string Text, bool Cut)> ReadBodyAsync(
        HttpContent content, int max, int kept, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(kept + 4096);
        try
        {
            var (filled, total, ended) = (0, 0, false);
            try
            {
                await using var stream = await content.ReadAsStreamAsync(cancellationToken);
                while (!ended && total <= max)
                {
                    // One byte more than allowed shows whether there is more. What is not kept is overwritten.
                    var length = Math.Min(buffer.Length - filled, max - total + 1);
                    var read = await stream.ReadAsync(buffer.AsMemory(filled, length), cancellationToken);
                    ended = read == 0;
                    total += read;
                    filled = Math.Min(kept, filled + read);
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
            {
                // The status has been read, and it is what counts.
            }

            var text = new char[Encoding.UTF8.GetMaxCharCount(filled)];
            var cut = !ended || total > filled;
            return (new string(text, 0, Encoding.UTF8.GetDecoder().GetChars(buffer.AsSpan(0, filled), text, flush: !cut)), cut);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>All headers, in their order.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Headers(HttpResponseMessage response) =>
        from headers in new[] { response.Headers.NonValidated, response.Content.Headers.NonValidated }
        from header in headers
        from value in header.Value
        select KeyValuePair.Create(header.Key, value);

    /// <summary>The header <c>Retry-After</c>, in seconds or as a date.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now)
    {
        if (!response.Headers.NonValidated.TryGetValues("Retry-After", out var values))
        {
            return null;
        }

        var text = values.First().Trim();
        if (text.Length > 0 && text.All(char.IsAsciiDigit))
        {
            // More than a number can hold is long, not nothing.
            return double.Parse(text, CultureInfo.InvariantCulture) is var seconds && seconds < LongestRetryAfter.TotalSeconds
                ? TimeSpan.FromSeconds(seconds)
                : LongestRetryAfter;
        }

        return RetryConditionHeaderValue.TryParse(text, out var parsed) && parsed.Date is { } date
            ? TimeSpan.FromTicks(Math.Clamp((date - now).Ticks, 0, LongestRetryAfter.Ticks))
            : null;
    }
}
