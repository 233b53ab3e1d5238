using FinAut.Domain.Ordninger;
using FinAut.Domain.Statuses;
using FinAut.Domain.Users;

namespace FinAut.Api.Demo;

/// <summary>
/// Lives a person's life in the ordninger, day after day until the anchor: exams are sat until they are passed or three attempts are
/// used up, and the authorisation follows from them.
/// </summary>
internal sealed class DemoCareer(DemoPerson person)
{
    private const int MaxAttempts = 3;
    private const int DaysBetweenAttempts = 14;

    // How well prepared people are, in percent of the questions that they can answer; gives a pass rate of about 59 percent.
    private const int LeastPrepared = 54;
    private const int BestPrepared = 92;

    // Chosen so that people have three statuses and four results on average.
    private const int EthicsPassPercent = 94;
    private const int PracticalPassPercent = 95;
    private const int MappingPercent = 5;
    private const int NeverBeginsPercent = 14;
    private const int InterruptedPercent = 34;
    private const int RestingPercent = 65;
    private const int ResumedPercent = 70;
    private const int WithdrawnPercent = 20;
    private const int GivenUpPercent = 60;

    private static readonly string[] RestComments = ["Foreldrepermisjon", "Sykmelding", "Utdanningspermisjon", "Permisjon uten lønn", ""];
    private static readonly string[] WithdrawalComments =
        ["Sluttet i stillingen", "Ny stilling uten krav om autorisasjon", "Pensjonist", ""];

    // When each exam was passed, or null where it was given up. Only the practical test differs from ordning to ordning.
    private readonly Dictionary<(string Exam, long OrdningId), DateOnly?> _taken = [];

    // The next day on which the person can sit an exam.
    private DateOnly _free;

    private DemoRandom Random => person.Random;

    /// <summary>Signs up, and goes as far as the person gets.</summary>
    public void BeCandidate(DemoOrdning demoOrdning, DateOnly signUp)
    {
        var ordning = demoOrdning.Ordning;
        person.SignUp(ordning, signUp);
        if (Random.Chance(NeverBeginsPercent))
        {
            GiveUp(ordning, signUp);
            return;
        }

        Free(Later(signUp, 14, 60));
        if (Random.Chance(MappingPercent) && _free < DemoCalendar.Anchor)
        {
            Sit(DemoExams.MappingOf(demoOrdning.ExamsBefore2024[0]), ordning, 1);
            Free(Later(_free, 7, 30));
        }

        var ready = signUp.AddDays(demoOrdning.PracticeDays);
        foreach (var exam in demoOrdning.ExamsFrom(signUp))
        {
            if (Take(exam, ordning) is not { } passed)
            {
                GiveUp(ordning, signUp);
                return;
            }

            ready = passed > ready ? passed : ready;
        }

        if (Set(ordning, StatusCode.Ok(ordning), Later(ready, 3, 20), "Alle krav er bestått") is { } authorised)
        {
            LiveOn(ordning, authorised);
        }
    }

    /// <summary>Becomes a test leader, which takes a test.</summary>
    public void BeTestLeader(Ordning ordning, DateOnly signUp)
    {
        person.SignUp(ordning, signUp, UserType.Testleder);
        Free(Later(signUp, 3, 30));
        if (Take(DemoExams.TestLeader, ordning) is { } passed)
        {
            Set(ordning, StatusCode.TestLeaderOk, Later(passed, 1, 10), "Testledertest bestått");
        }
    }

    private static DateOnly LaterOf(DateOnly a, DateOnly b) => a > b ? a : b;

    private void LiveOn(Ordning ordning, DateOnly authorised)
    {
        var last = authorised;
        while (Random.Chance(InterruptedPercent) && Interrupt(ordning, last) is { } interrupted)
        {
            last = interrupted;
            if (!Random.Chance(ResumedPercent)
                || Set(ordning, StatusCode.Ok(ordning), Later(last, 100, 400), "Krav oppfylt igjen") is not { } resumed)
            {
                break;
            }

            last = resumed;
        }

        if (Random.Chance(WithdrawnPercent))
        {
            Withdraw(ordning, Later(last, 200, 3000));
        }
    }

    private DateOnly? Interrupt(Ordning ordning, DateOnly last) => Random.Chance(RestingPercent)
        ? Set(ordning, StatusCode.Hvilende, Later(last, 200, 2500), StatusCode.Hvilende, Random.Pick(RestComments))
        : Set(ordning, StatusCode.Reauth, Later(last, 400, 2500), "Årlig oppdatering mangler");

    private void GiveUp(Ordning ordning, DateOnly signUp)
    {
        if (Random.Chance(GivenUpPercent))
        {
            Withdraw(ordning, Later(LaterOf(_free, signUp), 30, 400));
        }
    }

    private void Withdraw(Ordning ordning, DateOnly day) =>
        Set(ordning, StatusCode.Utmeldt, day, StatusCode.Utmeldt, Random.Pick(WithdrawalComments));

    // The day on which the exam was passed, now or for another ordning before; null when it was not.
    private DateOnly? Take(DemoExam exam, Ordning ordning)
    {
        var key = (exam.Name, exam.Type == DemoExams.PracticalType ? ordning.Id : 0);
        if (_taken.TryGetValue(key, out var before))
        {
            return before;
        }

        DateOnly? passed = null;
        for (var attempt = 1; attempt <= MaxAttempts && passed is null && _free < DemoCalendar.Anchor; attempt++)
        {
            passed = Sit(exam, ordning, attempt) ? _free : null;
            Free(passed is null ? Later(_free, DaysBetweenAttempts, 45) : Later(_free, 2, 35));
        }

        _taken[key] = passed;
        return passed;
    }

    private bool Sit(DemoExam exam, Ordning ordning, int attempt)
    {
        if (exam.Questions == 0)
        {
            var passed = exam.Type switch
            {
                DemoExams.EthicsType => Random.Chance(EthicsPassPercent),
                DemoExams.PracticalType => Random.Chance(PracticalPassPercent),
                _ => true,
            };
            person.Sit(exam, ordning, _free, attempt, passed);
            return passed;
        }

        var prepared = Random.Between(LeastPrepared, BestPrepared);
        return person.Sit(exam, ordning, _free, attempt, questions => RightOf(questions, prepared));
    }

    private int RightOf(int questions, int percent)
    {
        var right = 0;
        for (var i = 0; i < questions; i++)
        {
            right += Random.Chance(percent) ? 1 : 0;
        }

        return right;
    }

    // The day, when the status was set on it; null when it is not before the anchor.
    private DateOnly? Set(Ordning ordning, string status, DateOnly day, string reason, string comment = "")
    {
        if (day >= DemoCalendar.Anchor)
        {
            return null;
        }

        person.SetStatus(ordning, status, day, reason, comment);
        return day;
    }

    private void Free(DateOnly day) => _free = LaterOf(_free, day);

    private DateOnly Later(DateOnly day, int least, int most) => DemoCalendar.Workday(day.AddDays(Random.Between(least, most)));
}
