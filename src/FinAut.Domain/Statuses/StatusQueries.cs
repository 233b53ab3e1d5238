namespace FinAut.Domain.Statuses;

/// <summary>What "in effect" means, in one place.</summary>
public static class StatusQueries
{
    /// <summary>The records that have taken effect: not ahead of today, and not void.</summary>
    /// <param name="statuses">The records to choose from.</param>
    /// <param name="today">Today's date in Oslo.</param>
    public static IQueryable<UserStatus> InEffect(this IQueryable<UserStatus> statuses, DateOnly today) =>
        statuses.Where(s => s.StatusDate <= today && s.VoidedById == null);

    /// <summary>Per person, ordning and track the record that holds today: the last by date, then by number.</summary>
    /// <param name="statuses">The records to choose from.</param>
    /// <param name="all">All records, among which none may be newer.</param>
    /// <param name="today">Today's date in Oslo.</param>
    public static IQueryable<UserStatus> Current(this IQueryable<UserStatus> statuses, IQueryable<UserStatus> all, DateOnly today) =>
        statuses.InEffect(today).Where(s => !all.Any(newer =>
            newer.UserId == s.UserId
            && newer.OrdningId == s.OrdningId
            && newer.Track == s.Track
            && newer.VoidedById == null
            && newer.StatusDate <= today
            && (newer.StatusDate > s.StatusDate || (newer.StatusDate == s.StatusDate && newer.Id > s.Id))));
}
