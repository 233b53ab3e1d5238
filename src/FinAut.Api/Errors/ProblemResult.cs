using Microsoft.AspNetCore.Mvc;

namespace FinAut.Api.Errors;

/// <summary>An action's way to answer an expected error.</summary>
/// <param name="status">The status code.</param>
/// <param name="detail">What is wrong, for people.</param>
/// <param name="errors">Messages by field, for a validation error.</param>
public sealed class ProblemResult(int status, string detail, IReadOnlyDictionary<string, string[]>? errors = null) : IActionResult
{
    /// <summary>422 for one field.</summary>
    public static ProblemResult Invalid(string field, string message) =>
        new(StatusCodes.Status422UnprocessableEntity, message, new Dictionary<string, string[]> { [field] = [message] });

    /// <inheritdoc/>
    public Task ExecuteResultAsync(ActionContext context) => Problems.WriteAsync(context.HttpContext, status, detail, errors);
}
