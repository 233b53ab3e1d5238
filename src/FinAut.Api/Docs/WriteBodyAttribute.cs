namespace FinAut.Api.Docs;

/// <summary>Says what body a write takes, for the OpenAPI document: bodies are read field by field, so that each can be judged.</summary>
/// <param name="type">The request's type, whose properties are fields.</param>
/// <param name="required">The names of the fields that must be there.</param>
[AttributeUsage(AttributeTargets.Method)]
public abstract class WriteBodyAttribute(Type type, string[] required) : Attribute
{
    /// <summary>The request's type.</summary>
    public Type Type => type;

    /// <summary>The names of the fields that must be there.</summary>
    public IReadOnlyList<string> Required => required;
}

/// <summary>Says what body a write takes.</summary>
/// <typeparam name="T">The request's type.</typeparam>
/// <param name="required">The names of the fields that must be there.</param>
public sealed class WriteBodyAttribute<T>(params string[] required) : WriteBodyAttribute(typeof(T), required);
