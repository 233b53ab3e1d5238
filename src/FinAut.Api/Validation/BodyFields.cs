using System.Globalization;
using System.Text.Json;
using FinAut.Api.Http;
using FinAut.Domain.Data;

namespace FinAut.Api.Validation;

/// <summary>Reads the fields of a JSON object leniently where clients differ (numbers as texts) and names what is wrong otherwise.</summary>
/// <param name="json">The object.</param>
public readonly struct BodyFields(JsonElement json)
{
    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>A text in the form in which texts are stored. A number counts as its digits.</summary>
    public Field<string> Text(string name) => Read(name, AsText);

    /// <summary>A whole number, or a text of its digits.</summary>
    public Field<long> Integer(string name) => Read(name, value =>
        value.ValueKind is JsonValueKind.Number or JsonValueKind.String
        && long.TryParse(RawText(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? Field<long>.Of(number)
            : Field<long>.OfMistake(FieldMessages.NotInteger));

    /// <summary>The number of a resource; its URL or path will do too.</summary>
    public Field<long> Id(string name, string resource) => Read(name, value =>
        AsText(value).Value is { } text && ResourceReference.ParseId(text, resource) is { } id
            ? Field<long>.Of(id)
            : Field<long>.OfMistake(FieldMessages.NotInteger));

    /// <summary>A decimal number, or a text of one.</summary>
    public Field<decimal> Number(string name) => Read(name, value =>
        value.ValueKind is JsonValueKind.Number or JsonValueKind.String
        && decimal.TryParse(
            RawText(value), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            ? Field<decimal>.Of(number)
            : Field<decimal>.OfMistake(FieldMessages.NotNumber));

    /// <summary>True or false, as such, as a text or as 1 and 0.</summary>
    public Field<bool> Boolean(string name) => Read(name, value => value.ValueKind switch
    {
        JsonValueKind.True => Field<bool>.Of(true),
        JsonValueKind.False => Field<bool>.Of(false),
        JsonValueKind.String or JsonValueKind.Number => RawText(value) switch
        {
            "true" or "True" or "1" => Field<bool>.Of(true),
            "false" or "False" or "0" => Field<bool>.Of(false),
            _ => Field<bool>.OfMistake(FieldMessages.NotBoolean),
        },
        _ => Field<bool>.OfMistake(FieldMessages.NotBoolean),
    });

    /// <summary>A date.</summary>
    public Field<DateOnly> Date(string name) => Read(name, value =>
        value.ValueKind == JsonValueKind.String && TryParseDate(RawText(value), out var date)
            ? Field<DateOnly>.Of(date)
            : Field<DateOnly>.OfMistake(FieldMessages.NotDate));

    /// <summary>An object.</summary>
    public Field<T> Object<T>(string name, Func<BodyFields, T> read) => Read(name, value => AsObject(value, read));

    /// <summary>A reference to a resource. An empty text counts as null, because a form cannot say null.</summary>
    public Field<string> Reference(string name) => Read(name, AsReference);

    /// <summary>A list of references.</summary>
    public Field<IReadOnlyList<Field<string>>> References(string name) => List(name, AsReference);

    /// <summary>A list of objects.</summary>
    public Field<IReadOnlyList<Field<T>>> Objects<T>(string name, Func<BodyFields, T> read) => List(name, item => AsObject(item, read));

    /// <summary>Reads a date of the form YYYY-MM-DD.</summary>
    public static bool TryParseDate(string? text, out DateOnly date) =>
        DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    /// <summary>What a JSON value is called in messages.</summary>
    public static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "dict",
        JsonValueKind.Array => "list",
        JsonValueKind.String => "str",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Number => value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E') ? "float" : "int",
        _ => "null",
    };

    private static Field<T> AsObject<T>(JsonElement value, Func<BodyFields, T> read) => value.ValueKind == JsonValueKind.Object
        ? Field<T>.Of(read(new BodyFields(value)))
        : Field<T>.OfMistake(FieldMessages.NotObject(KindOf(value)));

    private static Field<string> AsText(JsonElement value) =>
        value.ValueKind is JsonValueKind.String or JsonValueKind.Number && RawText(value) is { } text
            ? Field<string>.Of(text)
            : Field<string>.OfMistake(FieldMessages.NotText);

    private static Field<string> AsReference(JsonElement value) => AsText(value) is { Value: not "" } reference ? reference : Field<string>.OfNull();

    // Null for what is not Unicode text: JSON's escapes can write half of a surrogate pair, and noncharacters.
    private static string? RawText(JsonElement value)
    {
        try
        {
            var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
            return StoredText.IsUnicode(text) ? StoredText.Normalize(text) : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsNamed(JsonProperty property, string name)
    {
        try
        {
            return property.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    // A name may hold half of a surrogate pair too. It is an unknown field, but the search for a known one stops at it.
    private bool TryFind(string name, out JsonElement value)
    {
        try
        {
            return json.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
            value = json.EnumerateObject().LastOrDefault(property => IsNamed(property, name)).Value;
            return value.ValueKind != JsonValueKind.Undefined;
        }
    }

    private Field<T> Read<T>(string name, Func<JsonElement, Field<T>> read)
    {
        if (!TryFind(name, out var value))
        {
            return default;
        }

        return value.ValueKind == JsonValueKind.Null ? Field<T>.OfNull() : read(value);
    }

    private Field<IReadOnlyList<Field<T>>> List<T>(string name, Func<JsonElement, Field<T>> read) => Read(name, value =>
        value.ValueKind == JsonValueKind.Array
            ? Field<IReadOnlyList<Field<T>>>.Of(
                [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Null ? Field<T>.OfNull() : read(item))])
            : Field<IReadOnlyList<Field<T>>>.OfMistake(FieldMessages.NotList(KindOf(value))));
}
