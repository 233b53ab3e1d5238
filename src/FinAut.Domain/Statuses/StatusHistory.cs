using FinAut.Domain.Ordninger;

namespace FinAut.Domain.Statuses;

/// <summary>A person's records in one ordning, with the rules for adding to them.</summary>
/// <param name="ordning">The ordning.</param>
/// <param name="records">All of the person's records in the ordning, in no order.</param>
public sealed class StatusHistory(Ordning ordning, IReadOnlyCollection<UserStatus> records)
{
    /// <summary>The ordning.</summary>
    public Ordning Ordning => ordning;

    // A client whose clock is a time zone away may date a status a day before the sign-up.
    private const int DaysBeforeSignUp = 1;

    /// <summary>The record in effect on a date, or null.</summary>
    public UserStatus? InEffect(DateOnly date, StatusTrack track = StatusTrack.Candidate) => records
        .Where(s => s.Track == track && s.VoidedById is null && s.StatusDate <= date)
        .OrderByDescending(s => s.StatusDate).ThenByDescending(s => s.Id)
        .FirstOrDefault();

    /// <summary>Whether the person is a candidate in the ordning on a date: signed up, and not withdrawn.</summary>
    public bool IsEnrolled(DateOnly date) => InEffect(date) is { Status: not StatusCode.Utmeldt };

    /// <summary>Whether the person is, was or will be enrolled in the ordning on a track.</summary>
    public bool WasEverEnrolled(StatusTrack track) => records.Any(s => s.Track == track);

    /// <summary>Why a company may not set a status, or null when it may.</summary>
    /// <param name="status">The new status.</param>
    /// <param name="date">Its date.</param>
    public StatusRefusal? WhyNot(string status, DateOnly date)
    {
        var signUp = SignUp(date < DateOnly.MaxValue ? date.AddDays(DaysBeforeSignUp) : date);
        if (signUp is null)
        {
            return records.Any(IsCandidates) ? StatusRefusal.BeforeSignUp : StatusRefusal.NotSignedUp;
        }

        // On the day before the sign-up nothing is in effect but what was set for that day since; else the sign-up's day counts.
        var from = InEffect(date);
        if (date < signUp.StatusDate && !(from?.Id > signUp.Id))
        {
            from = InEffect(signUp.StatusDate);
        }

        // A lock holds against earlier dates too: a withdrawal from an earlier day would void the locked record.
        if (from is { Locked: true } || records.Any(s => IsCandidates(s) && s.Locked && s.StatusDate > date))
        {
            return StatusRefusal.Locked;
        }

        if (StatusTransitions.IsAllowed(ordning, from?.Status, status))
        {
            return null;
        }

        return from?.Status == status ? StatusRefusal.Same : from?.Status == StatusCode.Utmeldt ? StatusRefusal.Withdrawn : StatusRefusal.NotAllowed;
    }

    /// <summary>
    /// Adds what follows from a new record: until when the others hold, and that a withdrawal keeps records made before it and dated
    /// after it from taking effect.
    /// </summary>
    /// <param name="added">The new record.</param>
    public void Follow(UserStatus added)
    {
        if (added.Status == StatusCode.Utmeldt)
        {
            foreach (var record in records.Where(s => s.Track == added.Track && s.Id < added.Id && s.StatusDate > added.StatusDate))
            {
                record.VoidBy(added);
            }
        }

        // The other track may have a new record already that is not among these.
        Arrange(records.Where(s => s.Track == added.Track).Append(added));
    }

    /// <summary>
    /// Notes on each record until when it holds: to the date of the next, by date and number. Of two on the same day the former never
    /// holds.
    /// </summary>
    /// <param name="records">All records of a person, or all of some ordninger; void ones are left as they are.</param>
    public static void Arrange(IEnumerable<UserStatus> records)
    {
        foreach (var track in records.Where(s => s.VoidedById is null).GroupBy(s => (s.OrdningId, s.Track)))
        {
            DateOnly? next = null;
            foreach (var record in track.OrderByDescending(s => s.StatusDate).ThenByDescending(s => s.Id))
            {
                record.SupersededFrom = next;
                next = record.StatusDate;
            }
        }
    }

    // The last time that the person began in the ordning. Whoever Norsk Test entered otherwise began with the first record of theirs.
    private UserStatus? SignUp(DateOnly until)
    {
        var candidates = records.Where(IsCandidates).ToList();
        var signUp = candidates.Where(s => s.Status == StatusCode.New(ordning) && s.StatusDate <= until).MaxBy(s => (s.StatusDate, s.Id))
            ?? candidates.MinBy(s => (StatusTransitions.MayCompanySet(s.Status), s.StatusDate, s.Id));
        return signUp?.StatusDate <= until ? signUp : null;
    }

    private static bool IsCandidates(UserStatus record) => record.Track == StatusTrack.Candidate && record.VoidedById is null;
}

/// <summary>Why a company may not set a status.</summary>
public enum StatusRefusal
{
    /// <summary>The person never was enrolled in the ordning.</summary>
    NotSignedUp,

    /// <summary>The date lies more than a day before the sign-up.</summary>
    BeforeSignUp,

    /// <summary>The status is in effect already.</summary>
    Same,

    /// <summary>The person is withdrawn.</summary>
    Withdrawn,

    /// <summary>Norsk Test's staff locked the status.</summary>
    Locked,

    /// <summary>The status cannot follow the one in effect.</summary>
    NotAllowed,
}
