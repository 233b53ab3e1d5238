using FinAut.Api.Http;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Statuses;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Statuses;

/// <summary>Gives people roles, and records the sign-up that comes with some of them.</summary>
public sealed class SignUps(FinAutDbContext db, OsloClock clock)
{
    private const string Reason = "Påmeldt";

    /// <summary>Gives a role.</summary>
    /// <param name="user">The person, with roles loaded.</param>
    /// <param name="ordning">The ordning.</param>
    /// <param name="userType">The type.</param>
    /// <param name="again">Whether a candidate who was withdrawn is signed up anew; else the role is ignored then.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>Why the role cannot be given, or null.</returns>
    public async Task<StatusRefusal?> GiveAsync(User user, Ordning ordning, UserType userType, bool again, CancellationToken cancellationToken)
    {
        if (userType == UserType.Bedriftsansvarlig)
        {
            user.GiveRole(ordning.Id, userType);
            return null;
        }

        var track = userType == UserType.Testleder ? StatusTrack.TestLeader : StatusTrack.Candidate;
        var records = await db.UserStatuses.IgnoreQueryFilters()
            .Where(s => s.UserId == user.Id && s.OrdningId == ordning.Id)
            .ToListAsync(cancellationToken);
        var history = new StatusHistory(ordning, records);
        var current = history.InEffect(clock.Today, track);
        if (current is { Status: StatusCode.Utmeldt } && (!again || current.Locked))
        {
            return again ? StatusRefusal.Locked : null;
        }

        user.GiveRole(ordning.Id, userType);
        var signsUp = track == StatusTrack.TestLeader ? current is null : StatusTransitions.SignsUp(current?.Status);
        if (signsUp)
        {
            var record = new UserStatus
            {
                UserId = user.Id,
                OrdningId = ordning.Id,
                Status = track == StatusTrack.TestLeader ? StatusCode.TestLeaderNew : StatusCode.New(ordning),
                Reason = Reason,
                StatusDate = clock.Today,
                StatusSetById = null,
                Comment = "",
                Created = clock.UtcNow,
            };
            await db.UserStatuses.AddAsync(record, cancellationToken);
            history.Follow(record);
        }

        return null;
    }
}
