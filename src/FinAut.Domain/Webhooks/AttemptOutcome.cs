namespace FinAut.Domain.Webhooks;

/// <summary>What came of an attempt, as far as it decides when to try again.</summary>
/// <param name="Status">The status code of the answer, or null when none came.</param>
/// <param name="TimedOut">Whether time ran out, at whatever stage.</param>
/// <param name="RetryAfter">How long the receiver asked to wait, or null.</param>
public readonly record struct AttemptOutcome(int? Status, bool TimedOut = false, TimeSpan? RetryAfter = null)
{
    /// <summary>Whether the receiver took the delivery.</summary>
    public bool IsDelivered => !TimedOut && Status is >= 200 and <= 299;

    /// <summary>Whether the receiver can be reached: it answered, if only with an error.</summary>
    public bool IsAnswered => Status is not null;

    /// <summary>Whether the receiver wants no more.</summary>
    public bool IsGone => Status == 410;

    /// <summary>Whether the receiver has too much to do.</summary>
    public bool IsOverload => TimedOut || Status is 429 or 502 or 503 or 504;
}
