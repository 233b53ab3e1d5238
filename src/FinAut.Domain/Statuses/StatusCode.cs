using System.Collections.Frozen;
using FinAut.Domain.Ordninger;

namespace FinAut.Domain.Statuses;

/// <summary>The codes that a status may have. Some begin with the code of their ordning, such as <c>afrok</c>.</summary>
public static class StatusCode
{
    /// <summary>Longest code, in characters.</summary>
    public const int MaxLength = 20;

    /// <summary>On hold: progress is kept, no new exams.</summary>
    public const string Hvilende = "hvilende";

    /// <summary>Withdrawn.</summary>
    public const string Utmeldt = "utmeldt";

    /// <summary>Being reauthorised.</summary>
    public const string Reauth = "reauth";

    /// <summary>Stopped by an error in the status.</summary>
    public const string Paused = "paused";

    /// <summary>Test leader, not approved.</summary>
    public const string TestLeaderNew = "tlnew";

    /// <summary>Test leader, approved.</summary>
    public const string TestLeaderOk = "tlok";

    private static readonly FrozenDictionary<long, FrozenSet<string>> ByOrdning = OrdningCatalogue.All.ToFrozenDictionary(
        o => o.Id,
        o => FrozenSet.Create(
            StringComparer.Ordinal, New(o), Ok(o), Hvilende, Utmeldt, Reauth, Paused, TestLeaderNew, TestLeaderOk));

    /// <summary>Signed up, not authorised.</summary>
    public static string New(Ordning ordning) => ordning.AppName + "new";

    /// <summary>Authorised.</summary>
    public static string Ok(Ordning ordning) => ordning.AppName + "ok";

    /// <summary>True when the code exists in the ordning.</summary>
    public static bool Exists(Ordning ordning, string code) => ByOrdning[ordning.Id].Contains(code);

    /// <summary>The track on which a code stands.</summary>
    public static StatusTrack TrackOf(string code) =>
        code is TestLeaderNew or TestLeaderOk ? StatusTrack.TestLeader : StatusTrack.Candidate;
}

/// <summary>A person's statuses in an ordning run on two tracks that never replace each other.</summary>
public enum StatusTrack
{
    /// <summary>The candidate's way to authorisation.</summary>
    Candidate = 1,

    /// <summary>The test leader's approval.</summary>
    TestLeader = 2,
}
