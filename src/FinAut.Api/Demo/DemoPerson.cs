using FinAut.Domain.Ordninger;
using FinAut.Domain.Results;
using FinAut.Domain.Statuses;
using FinAut.Domain.Users;

namespace FinAut.Api.Demo;

/// <summary>Numbers the rows of the demo data in the order in which they are made.</summary>
internal sealed class DemoIds
{
    private long _employments;
    private long _statuses;
    private long _results;

    /// <summary>The highest number that was given out.</summary>
    public long Highest => Math.Max(_employments, Math.Max(_statuses, _results));

    public long NextEmployment() => ++_employments;

    public long NextStatus() => ++_statuses;

    public long NextResult() => ++_results;
}

/// <summary>A person with all that belongs to the person.</summary>
internal sealed class DemoPerson
{
    private readonly List<StatusDraft> _statuses = [];
    private readonly List<ResultDraft> _results = [];

    public DemoPerson(long id, ProtectedPersnr persnr, string firstName, string lastName, DateOnly registered)
    {
        Random = new DemoRandom(id);
        var created = DemoCalendar.Registration(registered, Random);
        User = new User
        {
            Id = id,
            PersnrCipher = persnr.Cipher,
            PersnrLookup = persnr.Lookup,
            FirstName = firstName,
            LastName = lastName,
            Email = "",
            Mobile = "",
            Created = created,
            Changed = created,
        };
    }

    public User User { get; }

    /// <summary>The person's own stream of numbers.</summary>
    public DemoRandom Random { get; }

    public void Employ(DemoIds ids, DemoWorkplace workplace, DateOnly start, string alias, long? franchiseId = null)
    {
        User.Employ(new Employment
        {
            Id = ids.NextEmployment(),
            UserId = User.Id,
            CompanyId = workplace.CompanyId,
            DepartmentId = workplace.DepartmentId,
            FranchiseId = franchiseId,
            EmployeeAlias = alias,
            StartDate = start,
        });
        if (User.Employments.Count > 1)
        {
            Change(start);
        }
    }

    /// <summary>Gives a role without a status of its own.</summary>
    public void Administer(Ordning ordning) => User.GiveRole(ordning.Id, UserType.Bedriftsansvarlig);

    /// <summary>Makes the person a candidate, or a test leader, with the status that this brings.</summary>
    public void SignUp(Ordning ordning, DateOnly day, UserType type = UserType.Kandidat)
    {
        User.GiveRole(ordning.Id, type);
        var status = type == UserType.Kandidat ? StatusCode.New(ordning) : StatusCode.TestLeaderNew;
        _statuses.Add(new StatusDraft(Change(day), day, ordning, status, "Registrert", ""));
    }

    public void SetStatus(Ordning ordning, string status, DateOnly day, string reason, string comment = "") =>
        _statuses.Add(new StatusDraft(DemoCalendar.Moment(day, Random), day, ordning, status, reason, comment));

    /// <summary>Adds the result of an exam without a score.</summary>
    public void Sit(DemoExam exam, Ordning ordning, DateOnly day, int attempt, bool passed) =>
        _results.Add(new ResultDraft(DemoCalendar.Moment(day, Random), day, ordning, exam, attempt, null, passed, []));

    /// <summary>Adds the result of an exam with a score.</summary>
    /// <returns>Whether it was passed.</returns>
    public bool Sit(DemoExam exam, Ordning ordning, DateOnly day, int attempt, Func<int, int> rightOf)
    {
        var (score, passed, topics) = exam.Mark(rightOf);
        _results.Add(new ResultDraft(DemoCalendar.Moment(day, Random), day, ordning, exam, attempt, score, passed, topics));
        return passed;
    }

    /// <summary>The person's rows, the person first. Numbers follow time, as they do in a real history.</summary>
    public IEnumerable<object> Rows(DemoIds ids)
    {
        yield return User;
        foreach (var employment in User.Employments)
        {
            yield return employment;
        }

        foreach (var role in User.Roles)
        {
            yield return role;
        }

        var statuses = _statuses.OrderBy(s => s.At).Select(s => s.ToEntity(ids.NextStatus(), User)).ToList();
        StatusHistory.Arrange(statuses);
        foreach (var status in statuses)
        {
            yield return status;
        }

        foreach (var result in _results.OrderBy(r => r.At))
        {
            yield return result.ToEntity(ids.NextResult(), User);
        }
    }

    private DateTimeOffset Change(DateOnly day)
    {
        var at = DemoCalendar.Moment(day, Random);
        User.Changed = at > User.Changed ? at : User.Changed;
        return at;
    }

    private sealed record StatusDraft(DateTimeOffset At, DateOnly Day, Ordning Ordning, string Status, string Reason, string Comment)
    {
        public UserStatus ToEntity(long id, User user) => new()
        {
            Id = id,
            UserId = user.Id,
            CompanyId = user.CompanyId,
            OrdningId = Ordning.Id,
            Status = Status,
            Reason = Reason,
            StatusDate = Day,
            StatusSetById = StatusTransitions.MayCompanySet(Status) ? user.Id : null,
            Comment = Comment,
            Created = At,
        };
    }

    private sealed record ResultDraft(
        DateTimeOffset At,
        DateOnly Day,
        Ordning Ordning,
        DemoExam Exam,
        int Attempt,
        decimal? Score,
        bool Passed,
        IReadOnlyList<ResultTopic> Topics)
    {
        public Result ToEntity(long id, User user) => new()
        {
            Id = id,
            UserId = user.Id,
            CompanyId = user.CompanyId,
            OrdningId = Ordning.Id,
            ExamName = Exam.Name,
            ExamType = Exam.Type,
            Score = Score,
            Passed = Passed,
            ExamDate = Day,
            Attempt = Attempt,
            Topics = Topics,
            Created = At,
            Changed = At,
        };
    }
}
