using System.Text;
using System.Text.Json.Nodes;

namespace FinAut.Tests.Fuzz;

/// <summary>A body to send, with any content type or none.</summary>
internal sealed record FuzzBody(byte[] Bytes, string? ContentType)
{
    private const int ShownLength = 2000;

    public static FuzzBody Json(string text) => new(Encoding.UTF8.GetBytes(text), "application/json");

    /// <summary>A form of plain fields.</summary>
    public static FuzzBody Form(JsonObject fields) => new(
        Encoding.ASCII.GetBytes(string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Key)}={Uri.EscapeDataString(f.Value?.ToString() ?? "")}"))),
        "application/x-www-form-urlencoded");

    public HttpContent ToContent()
    {
        var content = new ByteArrayContent(Bytes);
        if (ContentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        return content;
    }

    public override string ToString()
    {
        var text = Encoding.Latin1.GetString(Bytes);
        return $"{ContentType ?? "(no content type)"}, {Bytes.Length} bytes: {(text.Length > ShownLength ? text[..ShownLength] + "…" : text)}";
    }
}
