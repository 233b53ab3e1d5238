using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinAut.Api.Http;

/// <summary>
/// The absolute URL of a resource, which is also its <c>id</c> on the wire. It is written straight to the reply, because a page
/// of a list holds many hundreds of them.
/// </summary>
[JsonConverter(typeof(ResourceUrlConverter))]
public readonly record struct ResourceUrl
{
    private readonly byte[] _prefix;
    private readonly string? _key;
    private readonly long _number;

    /// <summary>The URL of a resource with a number.</summary>
    /// <param name="prefix">The collection's URL in UTF-8, with its last slash.</param>
    /// <param name="number">The number.</param>
    public ResourceUrl(byte[] prefix, long number) => (_prefix, _number) = (prefix, number);

    /// <summary>The URL of a resource with a key.</summary>
    /// <param name="prefix">The collection's URL in UTF-8, with its last slash.</param>
    /// <param name="key">The key, in ASCII.</param>
    public ResourceUrl(byte[] prefix, string key) => (_prefix, _key) = (prefix, key);

    /// <summary>The URL as a text.</summary>
    public override string ToString() => $"{Encoding.UTF8.GetString(_prefix)}{_key ?? _number.ToString()}/";

    internal void WriteTo(Utf8JsonWriter writer)
    {
        const int MaxNumberLength = 20;
        Span<byte> url = stackalloc byte[_prefix.Length + (_key?.Length ?? MaxNumberLength) + 1];
        _prefix.CopyTo(url);
        var end = _prefix.Length;
        if (_key is null)
        {
            Utf8Formatter.TryFormat(_number, url[end..], out var written);
            end += written;
        }
        else
        {
            end += Encoding.ASCII.GetBytes(_key, url[end..]);
        }

        url[end++] = (byte)'/';
        writer.WriteStringValue(url[..end]);
    }
}

internal sealed class ResourceUrlConverter : JsonConverter<ResourceUrl>
{
    public override ResourceUrl Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("URLs in bodies are read as references.");

    public override void Write(Utf8JsonWriter writer, ResourceUrl value, JsonSerializerOptions options) => value.WriteTo(writer);
}
