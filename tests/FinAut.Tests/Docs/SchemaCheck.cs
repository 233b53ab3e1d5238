using System.Globalization;
using System.Text.Json;

namespace FinAut.Tests.Docs;

/// <summary>
/// Compares a value with a schema of the document, strictly: what the schema does not name may not be there. Knows the keywords that
/// the document uses, and fails at any other.
/// </summary>
internal static class SchemaCheck
{
    private const string References = "#/components/schemas/";

    private static readonly string[] Annotations = ["description", "example", "examples", "title"];

    /// <summary>What is wrong with a value, or nothing.</summary>
    /// <param name="document">The whole document, for references.</param>
    /// <param name="schema">The schema.</param>
    /// <param name="value">The value.</param>
    /// <param name="at">Where the value stands, for the message.</param>
    public static IEnumerable<string> Faults(JsonElement document, JsonElement schema, JsonElement value, string at = "$")
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            var name = reference.GetString()![References.Length..];
            return Faults(document, document.GetProperty("components").GetProperty("schemas").GetProperty(name), value, at);
        }

        return schema.EnumerateObject().Where(keyword => !Annotations.Contains(keyword.Name)).SelectMany(keyword => keyword.Name switch
        {
            "type" => TypesOf(keyword.Value).Any(type => IsOf(type, value)) ? [] : [$"{at}: {value.ValueKind}, not {keyword.Value}."],
            "format" => value.ValueKind == JsonValueKind.Null || HasFormat(keyword.Value.GetString()!, value) ? [] : [$"{at}: '{value}' is no {keyword.Value}."],
            "const" => JsonElement.DeepEquals(keyword.Value, value) ? [] : [$"{at}: '{value}', not '{keyword.Value}'."],
            "required" => value.ValueKind == JsonValueKind.Object ? MissingFields(keyword.Value, value, at) : [],
            "properties" => value.ValueKind == JsonValueKind.Object ? FaultsOfFields(document, schema, keyword.Value, value, at) : [],
            "additionalProperties" => value.ValueKind == JsonValueKind.Object && !schema.TryGetProperty("properties", out _)
                ? value.EnumerateObject().SelectMany(field => Faults(document, keyword.Value, field.Value, $"{at}.{field.Name}"))
                : [],
            "items" => value.ValueKind == JsonValueKind.Array
                ? value.EnumerateArray().SelectMany((item, i) => Faults(document, keyword.Value, item, $"{at}[{i}]"))
                : [],
            _ => throw new NotSupportedException($"The checker does not know '{keyword.Name}' at {at}."),
        });
    }

    private static IEnumerable<string> MissingFields(JsonElement required, JsonElement value, string at) =>
        required.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{at}: {name} is missing.");

    private static IEnumerable<string> FaultsOfFields(JsonElement document, JsonElement schema, JsonElement fields, JsonElement value, string at) =>
        value.EnumerateObject().SelectMany(field =>
            fields.TryGetProperty(field.Name, out var known) || schema.TryGetProperty("additionalProperties", out known)
                ? Faults(document, known, field.Value, $"{at}.{field.Name}")
                : [$"{at}: {field.Name} is not documented."]);

    private static IEnumerable<string?> TypesOf(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()) : [type.GetString()];

    private static bool IsOf(string? type, JsonElement value) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => throw new NotSupportedException($"The checker does not know the type '{type}'."),
    };

    private static bool HasFormat(string format, JsonElement value) => format switch
    {
        "uri" => Uri.TryCreate(value.GetString(), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https",
        "date" => DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => DateTime.TryParseExact(value.GetString(), "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "int32" => value.TryGetInt32(out _),
        "int64" => value.TryGetInt64(out _),
        "double" => value.TryGetDouble(out _),
        _ => throw new NotSupportedException($"The checker does not know the format '{format}'."),
    };
}
