namespace FinAut.Api.Docs;

/// <summary>Says of a field of a request what its type does not, for the OpenAPI document.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WriteFieldAttribute : Attribute
{
    /// <summary>Whether null is a value of the field.</summary>
    public bool Nullable { get; init; }

    /// <summary>Whether the field names a resource: by its URL or path, or by its number, which may stand in JSON as one.</summary>
    public bool Reference { get; init; }
}
