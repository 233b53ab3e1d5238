using System.Diagnostics;
using OpenTelemetry;

namespace FinAut.Api.Hosting;

/// <summary>
/// The last line of defence, as for logs: what looks like a persnr, a token or a secret leaves in no span. A span with an event that
/// holds such a thing, which cannot be changed any more, does not leave at all.
/// </summary>
internal sealed class SpanMask : BaseProcessor<Activity>
{
    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        data.DisplayName = MaskingFormatter.Mask(data.DisplayName);
        List<KeyValuePair<string, string>>? masked = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            if (tag.Value is string text && MaskingFormatter.Mask(text) is var clean && clean != text)
            {
                (masked ??= []).Add(new(tag.Key, clean));
            }
        }

        masked?.ForEach(tag => data.SetTag(tag.Key, tag.Value));
        if (data.StatusDescription is { } description)
        {
            data.SetStatus(data.Status, Clean(description));
        }

        foreach (ref readonly var happened in data.EnumerateEvents())
        {
            foreach (ref readonly var tag in happened.EnumerateTagObjects())
            {
                if (tag.Value is string text && Clean(text) != text)
                {
                    data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
                }
            }
        }
    }

    /// <summary>A text as it may leave.</summary>
    public static string? Clean(string? text) => text is null ? null : MaskingFormatter.Mask(text);
}
