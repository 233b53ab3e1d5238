using FinAut.Api.Errors;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Http;

/// <summary>Repeats a change that another change of the same data overtook, from reading on, so that neither is lost.</summary>
public sealed class Conflicts(FinAutDbContext db)
{
    private const int Tries = 10;

    // Before the second try up to 20 ms, before each further one up to twice as long.
    private const int FirstWaitMilliseconds = 20;
    private const int LongestWaitMilliseconds = 640;

    /// <summary>Makes a change.</summary>
    /// <param name="change">Reads, changes and saves; it may run several times.</param>
    /// <returns>What the change answers, or 409 when it was overtaken again and again.</returns>
    public async Task<IActionResult> RetryAsync(Func<Task<IActionResult>> change)
    {
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            try
            {
                return await change();
            }
            catch (Exception exception) when (WasOvertaken(exception))
            {
                // What is new in the database decides when the change is tried again.
                db.ChangeTracker.Clear();
                if (db.Database.CurrentTransaction is { } overtaken)
                {
                    await overtaken.DisposeAsync();
                }
            }

            // Changes that were overtaken together would go on meeting each other.
            await Task.Delay(Random.Shared.Next(Math.Min(FirstWaitMilliseconds << (attempt - 1), LongestWaitMilliseconds)));
        }

        return new ProblemResult(StatusCodes.Status409Conflict, "The data was changed by others at the same time. Please try again.");
    }

    private bool WasOvertaken(Exception exception) =>
        exception is DbUpdateConcurrencyException || (exception is DbUpdateException && db.IsUniqueViolation(exception)) || db.IsDeadlock(exception);
}
