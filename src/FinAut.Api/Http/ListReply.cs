namespace FinAut.Api.Http;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What the list holds.</typeparam>
/// <param name="Count">How many there are on all pages.</param>
/// <param name="Next">The URL of the next page, or null on the last.</param>
/// <param name="Previous">The URL of the page before, or null on the first.</param>
/// <param name="Results">The page's rows, in the order of their ids.</param>
public sealed record ListReply<T>(long Count, string? Next, string? Previous, IReadOnlyList<T> Results);
