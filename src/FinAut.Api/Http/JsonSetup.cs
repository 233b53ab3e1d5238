using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinAut.Api.Http;

/// <summary>Timestamps on the wire: RFC 3339 in UTC with milliseconds and <c>Z</c>.</summary>
internal sealed class TimestampConverter : JsonConverter<DateTimeOffset>
{
    private const int FullLength = 28;
    private const int Length = 24;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        // The round-trip form has a fast way of its own; of its seven decimals three are kept.
        Span<byte> text = stackalloc byte[FullLength];
        Utf8Formatter.TryFormat(value.UtcDateTime, text, out _, 'O');
        text[Length - 1] = (byte)'Z';
        writer.WriteStringValue(text[..Length]);
    }
}

/// <summary>Percents on the wire: a number without the zeros that the database's column adds.</summary>
internal sealed class PercentConverter : JsonConverter<decimal?>
{
    // Dividing by a 1 with many decimals drops the trailing zeros of a decimal.
    private const decimal One = 1.0000000000000000m;

    public override decimal? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? null : reader.GetDecimal();

    public override void Write(Utf8JsonWriter writer, decimal? value, JsonSerializerOptions options)
    {
        if (value is { } number)
        {
            writer.WriteNumberValue(number / One);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}

/// <summary>How every reply is serialised.</summary>
internal static class ApiJson
{
    /// <summary>The types of replies, with the options below.</summary>
    public static ApiJsonContext Context { get; } = new(Configure(new JsonSerializerOptions()));

    /// <summary>Makes options serialise as the API does.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.Converters.Add(new TimestampConverter());

        // Replies are JSON with that content type, never HTML, so Norwegian letters need no escape.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        return options;
    }
}
