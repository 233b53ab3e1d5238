namespace FinAut.Api.Docs;

/// <summary>Says what body a write takes, for the OpenAPI document: bodies are read field by field, so that each can be judged.</summary>
/// <param name="type">The request's type, whose properties are fields.</param>
/// <param name="required">The names of the fields that must be there; those of nested objects with a dot, such as <c>work_for.company</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
public abstract class WriteBodyAttribute(Type type, string[] required) : Attribute
{
    /// <summary>The request's type.</summary>
    public Type Type => type;

    /// <summary>The names of the fields that must be there; those of nested objects with a dot.</summary>
    public IReadOnlyList<string> Required => required;

    /// <summary>The names of fields that this write ignores.</summary>
    public string[] Without { get; init; } = [];
}

/// <summary>Says what body a write takes.</summary>
/// <typeparam name="T">The request's type.</typeparam>
/// <param name="required">The names of the fields that must be there; those of nested objects with a dot.</param>
public sealed class WriteBodyAttribute<T>(params string[] required) : WriteBodyAttribute(typeof(T), required);
