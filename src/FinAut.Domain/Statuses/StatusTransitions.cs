using FinAut.Domain.Ordninger;

namespace FinAut.Domain.Statuses;

/// <summary>Which status may follow which on a candidate's track, and who may set it.</summary>
/// <remarks>Norsk Test (the exam platform and staff) may set any code at any time: what it knows of a candidate is the truth.</remarks>
public static class StatusTransitions
{
    /// <summary>What a company may set at all.</summary>
    public static bool MayCompanySet(string to) => to is StatusCode.Hvilende or StatusCode.Utmeldt;

    /// <summary>Whether a company may set a status.</summary>
    /// <param name="ordning">The ordning.</param>
    /// <param name="from">The status in effect, or null when the person was never signed up.</param>
    /// <param name="to">The new status.</param>
    public static bool IsAllowed(Ordning ordning, string? from, string to) => to switch
    {
        StatusCode.Hvilende => from == StatusCode.New(ordning) || from == StatusCode.Ok(ordning) || from == StatusCode.Reauth,
        StatusCode.Utmeldt => from is not null and not StatusCode.Utmeldt,
        _ => false,
    };

    /// <summary>Whether gaining the candidate's role signs the person up: only who is not signed up can be.</summary>
    /// <param name="from">The status in effect, or null when the person was never signed up.</param>
    public static bool SignsUp(string? from) => from is null or StatusCode.Utmeldt;
}
