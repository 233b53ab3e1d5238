namespace FinAut.Api.Validation;

/// <summary>
/// A field of a request body as it was sent: absent, null, of a wrong type, or a value. A partial update must tell these apart,
/// and a validator must be able to name what is wrong with each.
/// </summary>
/// <typeparam name="T">The type of a good value.</typeparam>
public readonly record struct Field<T>
{
    private Field(bool isPresent, T? value, string? mistake) => (IsPresent, Value, Mistake) = (isPresent, value, mistake);

    /// <summary>Whether the body has the field at all.</summary>
    public bool IsPresent { get; }

    /// <summary>The value; default when the field is absent, null or wrong.</summary>
    public T? Value { get; }

    /// <summary>What is wrong with the field's form, or null.</summary>
    public string? Mistake { get; }

    /// <summary>Whether the body says null.</summary>
    public bool IsNull => IsPresent && Mistake == FieldMessages.Null;

    /// <summary>Whether the body has a value of the right type.</summary>
    public bool HasValue => IsPresent && Mistake is null;

    /// <summary>A field with a value.</summary>
    public static Field<T> Of(T value) => new(true, value, null);

    /// <summary>A field with null.</summary>
    public static Field<T> OfNull() => new(true, default, FieldMessages.Null);

    /// <summary>A field of the wrong form.</summary>
    public static Field<T> OfMistake(string mistake) => new(true, default, mistake);

    /// <summary>The value, or another when there is none.</summary>
    public T Or(T other) => HasValue ? Value! : other;
}
