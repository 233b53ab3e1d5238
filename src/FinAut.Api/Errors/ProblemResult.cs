using FinAut.Api.Pages;
using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Errors;

/// <summary>An action's way to answer an expected error.</summary>
/// <param name="status">The status code.</param>
/// <param name="detail">What is wrong, for people.</param>
/// <param name="errors">Messages by field, for a validation error.</param>
public sealed class ProblemResult(int status, string detail, IReadOnlyDictionary<string, string[]>? errors = null) : IActionResult
{
    /// <summary>Under this name stand messages about the body as a whole.</summary>
    public const string NonField = "non_field_errors";

    /// <summary>What is wrong, for people.</summary>
    public string Detail => detail;

    /// <summary>422 for one field.</summary>
    public static ProblemResult Invalid(string field, string message) =>
        new(StatusCodes.Status422UnprocessableEntity, DetailOf(field, message), new Dictionary<string, string[]> { [field] = [message] });

    /// <summary>What a validation error says in one line.</summary>
    public static string DetailOf(string field, string message) => field == NonField ? message : $"{field}: {message}";

    /// <summary>Whether a validation error is about a field of the body.</summary>
    public bool Concerns(string field) => errors?.ContainsKey(field) == true;

    /// <inheritdoc/>
    public Task ExecuteResultAsync(ActionContext context) => SitePaths.IsSite(context.HttpContext.Request.Path)
        ? SiteErrors.WriteAsync(context.HttpContext, status)
        : Problems.WriteAsync(context.HttpContext, status, detail, errors);
}
