using FinAut.Domain.Ordninger;
using FinAut.Domain.Statuses;

namespace FinAut.Api.Pages.Staff.Candidates;

/// <summary>What statuses are called, and the tags that they show as.</summary>
internal static class CandidateTexts
{
    /// <summary>The kinds of status that staff choose among; <c>new</c> and <c>ok</c> stand for an ordning's own codes.</summary>
    public static IReadOnlyList<string> StatusKinds { get; } =
        [New, Ok, StatusCode.Hvilende, StatusCode.Utmeldt, StatusCode.Reauth, StatusCode.Paused, StatusCode.TestLeaderNew, StatusCode.TestLeaderOk];

    private const string New = "new";
    private const string Ok = "ok";

    /// <summary>The code of a kind of status in an ordning, or null when there is no such kind.</summary>
    public static string? CodeOf(string? kind, Ordning ordning) => kind switch
    {
        New => StatusCode.New(ordning),
        Ok => StatusCode.Ok(ordning),
        _ => StatusKinds.FirstOrDefault(k => k == kind),
    };

    public static string NameOfKind(string kind, Language language) => kind switch
    {
        New => language["Påmeldt, ikke autorisert", "Signed up, not authorised"],
        Ok => language["Autorisert", "Authorised"],
        StatusCode.Hvilende => language["Hvilende", "On hold"],
        StatusCode.Utmeldt => language["Utmeldt", "Withdrawn"],
        StatusCode.Reauth => language["Reautoriseres", "Being reauthorised"],
        StatusCode.Paused => language["Statusfeil (paused)", "Status error (paused)"],
        StatusCode.TestLeaderNew => language["Testleder, ikke godkjent", "Test leader, not approved"],
        StatusCode.TestLeaderOk => language["Testleder, godkjent", "Test leader, approved"],
        _ => kind,
    };

    public static string NameOf(string code, Ordning ordning, Language language) =>
        NameOfKind(code == StatusCode.New(ordning) ? New : code == StatusCode.Ok(ordning) ? Ok : code, language);

    /// <summary>A status in words, with its code unless the words say it: “Autorisert (afrok)”, “Hvilende”.</summary>
    public static string NameAndCodeOf(string code, Ordning ordning, Language language)
    {
        var name = NameOf(code, ordning, language);
        return name.Equals(code, StringComparison.OrdinalIgnoreCase) || name.EndsWith($"({code})", StringComparison.Ordinal) ? name : $"{name} ({code})";
    }

    /// <summary>Why a status or a sign-up was refused.</summary>
    public static string Explain(StatusRefusal refusal, Language language) => refusal switch
    {
        StatusRefusal.NotSignedUp => language[
            "Kandidaten har ikke vært påmeldt ordningen i denne rollen. Meld på først.",
            "The candidate was never enrolled in the ordning in that role. Enrol the candidate first."],
        StatusRefusal.BeforeSignUp => language["Datoen er før påmeldingen.", "The date is before the sign-up."],
        StatusRefusal.Same => language["Kandidaten har allerede denne statusen.", "The candidate already has this status."],
        StatusRefusal.Withdrawn => language["Kandidaten er utmeldt av ordningen.", "The candidate is withdrawn from the ordning."],
        StatusRefusal.Locked => language[
            "Statusen i ordningen er låst. Lås den opp på kandidatens side først.",
            "The status in the ordning is locked. Unlock it on the candidate's page first."],
        StatusRefusal.NotAllowed => language["Statusen kan ikke følge den som gjelder nå.", "The status cannot follow the current one."],
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, "Not a refusal."),
    };
}
