namespace FinAut.Domain.Statuses;

/// <summary>What "in effect" means, in one place.</summary>
public static class StatusQueries
{
    /// <summary>
    /// Per person, ordning and track the record that holds today: not ahead, not void, and followed by none that holds already.
    /// </summary>
    /// <param name="statuses">The records to choose from.</param>
    /// <param name="today">Today's date in Oslo.</param>
    public static IQueryable<UserStatus> Current(this IQueryable<UserStatus> statuses, DateOnly today) => statuses.Where(s =>
        s.StatusDate <= today && s.VoidedById == null && (s.SupersededFrom == null || s.SupersededFrom > today));
}
