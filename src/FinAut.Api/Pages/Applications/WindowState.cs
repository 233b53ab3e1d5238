using FinAut.Api.Throttling;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Applications;

/// <summary>How much of the present window of calls an API user has used.</summary>
/// <param name="Used">Calls in the window.</param>
/// <param name="Limit">Calls per window.</param>
/// <param name="Ends">When the window ends, UTC; null when none has begun.</param>
internal sealed record WindowState(long Used, long Limit, DateTimeOffset? Ends)
{
    public static async Task<WindowState> ReadAsync(
        FinAutDbContext db, long apiUserId, ThrottleOptions options, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var limit = await db.ApiUsers.Where(u => u.Id == apiUserId).Select(u => u.PermitLimit).SingleAsync(cancellationToken) ?? options.PermitLimit;
        var over = now - options.Window;
        var window = await db.ThrottleWindows.AsNoTracking().SingleOrDefaultAsync(w => w.ApiUserId == apiUserId && w.Started > over, cancellationToken);
        return new WindowState(Math.Min(window?.Count ?? 0, limit), limit, window?.Started + options.Window);
    }
}
