namespace FinAut.Tests.Model;

/// <summary>What the model expects of a step: a status code and, for a 422, the fields that may be named.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Faults">The faulty fields, with the words that clients have built on where there are such.</param>
internal sealed record Outcome(int Status, IReadOnlyDictionary<string, string?> Faults)
{
    private static readonly Dictionary<string, string?> None = [];

    public static readonly Outcome NotFound = new(404, None);

    public static Outcome Ok { get; } = new(200, None);

    public static Outcome Created { get; } = new(201, None);

    public static Outcome Invalid(Faults faults) => new(422, faults.ByField);

    public static Outcome Invalid(string field, string? message = null) => new(422, new Dictionary<string, string?> { [field] = message });

    public override string ToString() => Faults.Count == 0 ? $"{Status}" : $"{Status} naming some of: {string.Join(", ", Faults.Keys)}";
}

/// <summary>The faults of one body. Of several in one field the first counts.</summary>
internal sealed class Faults
{
    private const string Required = "This field is required.";
    private const string Null = "This field may not be null.";
    private const string Blank = "This field may not be blank.";
    private const string NoObject = "Invalid hyperlink - Object does not exist.";

    public Dictionary<string, string?> ByField { get; } = [];

    public bool Any => ByField.Count > 0;

    public void Add(string field, string? message = null) => ByField.TryAdd(field, message);

    public void DoesNotExist(string field) => Add(field, NoObject);

    /// <summary>Whether a field has a value to look at; notes a fault where it is absent but required, or null.</summary>
    public bool Has(IReadOnlyDictionary<string, object?> body, string field, bool required, string prefix = "", bool nullable = false)
    {
        if (!body.TryGetValue(field, out var value))
        {
            if (required)
            {
                Add(prefix + field, Required);
            }

            return false;
        }

        if (value is null && !nullable)
        {
            Add(prefix + field, Null);
        }

        return value is not null;
    }

    /// <summary>Reads a text without the blanks around it; null where there is none.</summary>
    public string? Text(IReadOnlyDictionary<string, object?> body, string field, bool required, int max, bool mayBeBlank)
    {
        if (!Has(body, field, required))
        {
            return null;
        }

        var text = (body[field] as string)?.Trim();
        if (text is null)
        {
            Add(field);
        }
        else if (text.Length == 0 && !mayBeBlank)
        {
            Add(field, Blank);
        }
        else if (text.Length > max)
        {
            Add(field, $"Ensure this field has no more than {max} characters.");
        }

        return text;
    }

    /// <summary>Reads the key of a reference to a certain kind of thing; null where there is none.</summary>
    public string? Key(IReadOnlyDictionary<string, object?> body, string field, string resource, bool required, string prefix = "", bool nullable = false)
    {
        if (!Has(body, field, required, prefix, nullable))
        {
            return null;
        }

        if (body[field] is Reference reference && (reference.Resource == resource || reference.Form == ReferenceForm.BareText))
        {
            return reference.Key;
        }

        Add(prefix + field);
        return null;
    }
}
