using FinAut.Domain.Accounts;

namespace FinAut.Api.Pages.Staff;

/// <summary>What staff see of a sign-in.</summary>
/// <param name="Id">The account's number.</param>
/// <param name="Enabled">False when it is shut out.</param>
/// <param name="HasPassword">Whether a password was chosen.</param>
/// <param name="LinkEnds">Until when a link that sets one works, UTC, or null.</param>
/// <param name="HasSecondFactor">Whether a code is asked for; null for candidates, who need none.</param>
/// <param name="LastSignIn">The last sign-in, UTC.</param>
/// <param name="LockedUntil">Until when nobody can sign in, UTC, or null.</param>
/// <param name="FailedSignIns">Failures since the last good sign-in.</param>
internal sealed record AccountState(
    long Id, bool Enabled, bool HasPassword, DateTimeOffset? LinkEnds, bool? HasSecondFactor, DateTimeOffset? LastSignIn, DateTimeOffset? LockedUntil, int FailedSignIns)
{
    public static AccountState Of(Account account, DateTimeOffset now) => new(
        account.Id,
        account.Enabled,
        account.PasswordHash is not null,
        account.ResetExpires > now ? account.ResetExpires : null,
        account.Kind == AccountKind.Candidate ? null : account.HasSecondFactor,
        account.LastSignIn,
        account.LockedUntil > now ? account.LockedUntil : null,
        account.FailedSignIns);

    /// <summary>The state in one word, and the tag that it shows as.</summary>
    public (string Text, string Tag) Tag(Language language) => TagOf(Enabled, LockedUntil is not null, HasPassword, language);

    /// <summary>The state in one word, wherever an account is shown, and the tag that it shows as.</summary>
    public static (string Text, string Tag) TagOf(bool enabled, bool isLocked, bool hasPassword, Language language) =>
        !enabled ? (language["Sperret", "Disabled"], "tag bad")
        : isLocked ? (language["Låst", "Locked"], "tag bad")
        : !hasPassword ? (language["Uten passord", "No password"], "tag warn")
        : (language["I bruk", "Active"], "tag good");
}
