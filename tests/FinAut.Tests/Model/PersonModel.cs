namespace FinAut.Tests.Model;

/// <summary>What the model knows of one person.</summary>
internal sealed class PersonModel(string persnr, string encryptedId)
{
    public string Persnr => persnr;

    public string EncryptedId => encryptedId;

    /// <summary>The number that the server gave; 0 while the person is not created.</summary>
    public long Id { get; set; }

    /// <summary>Whether the LMS knows the person by <see cref="EncryptedId"/>.</summary>
    public bool IsLinked { get; set; }

    /// <summary>first_name, last_name, email and mobile.</summary>
    public Dictionary<string, string> Texts { get; } = [];

    /// <summary>In the order in which they began; the last is the current one.</summary>
    public List<EmploymentModel> Employments { get; } = [];

    /// <summary>Keys such as afr_ka, also those that a withdrawal hides.</summary>
    public HashSet<string> Roles { get; } = [];

    /// <summary>In the order in which they were made.</summary>
    public List<StatusModel> Statuses { get; } = [];

    /// <summary>In the order in which they were first reported.</summary>
    public List<CourseModel> Courses { get; } = [];

    public string? Company => Employments.Count == 0 ? null : Employments[^1].Company;

    public string Url => $"user/{Id}/";

    /// <summary>
    /// Current status = the last by (date, order) of the records not ahead of the day and not void, on one of two tracks: the test
    /// leader's statuses never replace a candidate's.
    /// </summary>
    public StatusModel? InEffect(string appname, bool testLeader, DateOnly day) => Statuses
        .Where(s => s.Appname == appname && s.IsTestLeader == testLeader && !s.IsVoid && s.Date <= day)
        .OrderBy(s => s.Date) // stable, so that the later record of a day stays the later
        .LastOrDefault();

    public bool IsWithdrawn(string appname, DateOnly day) => InEffect(appname, testLeader: false, day)?.Code == "utmeldt";
}

internal sealed class EmploymentModel
{
    public required string Company { get; init; }

    public required string Department { get; init; }

    public required string? Franchise { get; init; }

    public required string Alias { get; set; }

    public required DateOnly Start { get; init; }

    public DateOnly? End { get; set; }
}

internal sealed class StatusModel
{
    public required string Appname { get; init; }

    public required string Code { get; init; }

    public required string Reason { get; init; }

    public required DateOnly Date { get; init; }

    /// <summary>The number of the one who set it, empty for the person, null for nobody registered.</summary>
    public required string? SetBy { get; init; }

    public string Comment { get; init; } = "";

    public bool IsVoid { get; set; }

    public bool IsTestLeader => Code is "tlnew" or "tlok";
}

internal sealed class CourseModel
{
    public required string Goal { get; init; }

    public required string System { get; init; }

    public required string ExternalId { get; init; }

    public required DateOnly Passed { get; set; }
}
