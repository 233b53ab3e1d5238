using System.ComponentModel.DataAnnotations;

namespace FinAut.Api.Privacy;

/// <summary>Settings of how long data is kept; docs/privacy.md says why.</summary>
public sealed class RetentionOptions
{
    /// <summary>The settings' section.</summary>
    public const string Section = "Retention";

    /// <summary>For how many years an entry of the audit trail is kept.</summary>
    [Range(1, 100, ErrorMessage = "Retention__AuditYears must be from 1 to 100.")]
    public int AuditYears { get; set; } = 10;

    /// <summary>After how many years a candidate's account is removed that nobody signed in to.</summary>
    [Range(1, 100, ErrorMessage = "Retention__CandidateAccountYears must be from 1 to 100.")]
    public int CandidateAccountYears { get; set; } = 3;

    /// <summary>
    /// After how many years a person is erased who has been withdrawn from everything since. Default: never, for how long an authorisation
    /// must be on record is the schemes' decision, and what is erased does not come back.
    /// </summary>
    [Range(1, 100, ErrorMessage = "Retention__PeopleYears must be from 1 to 100.")]
    public int? PeopleYears { get; set; }
}
