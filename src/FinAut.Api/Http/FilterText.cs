using FinAut.Domain.Data;

namespace FinAut.Api.Http;

/// <summary>The values of query parameters that filter a list.</summary>
internal static class FilterText
{
    /// <summary>The value in the form in which texts are stored; null for an empty one, which counts as no filter.</summary>
    public static string? Read(string? value) => value is not null && StoredText.Normalize(value) is { Length: > 0 } text ? text : null;
}
