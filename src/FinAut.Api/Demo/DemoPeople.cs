using FinAut.Domain.Users;

namespace FinAut.Api.Demo;

/// <summary>Makes the generated people: number N is the same person however many others there are.</summary>
internal sealed class DemoPeople(IReadOnlyList<DemoWorkplace> workplaces, PersnrProtector protector, DemoIds ids)
{
    /// <summary>Ids up to this one are reserved for known people.</summary>
    public const long ReservedIds = 1_000_000;

    /// <summary>Numbers of <see cref="DemoPersnr"/> below this one are for known people.</summary>
    public const int ReservedPersnr = 100;

    private const int AdultYears = 20;
    private const int OneEmploymentPercent = 71;
    private const int TwoEmploymentsPercent = 27;
    private const int FranchisePercent = 50;
    private const int AliasPercent = 90;
    private const int MobilePercent = 92;
    private const int AdministratorPercent = 2;
    private const int TestLeaderPercent = 2;
    private const int TwoOrdningerPercent = 20;
    private const int ThreeOrdningerPercent = 6;
    private const int LeastDaysInJob = 120;
    private const string InformationOnly = "inf";

    private static readonly DateOnly FirstStart = new(2012, 1, 1);
    private static readonly DateOnly LastStart = new(2026, 9, 30);
    private static readonly int Weights = DemoExams.Ordninger.Sum(o => o.Weight);

    public DemoPerson Create(int number)
    {
        var id = ReservedIds + number;
        var index = ReservedPersnr + number;

        // Its own stream, so that what is drawn for the name cannot shift what is drawn for the life.
        var nameRandom = new DemoRandom(-id);
        var (first, last) = (DemoNames.First(nameRandom), DemoNames.Last(nameRandom));
        var start = FirstDay(DemoPersnr.Birthday(index), nameRandom);
        var person = new DemoPerson(id, protector.Protect(DemoPersnr.Of(index)), first, last, start);
        Employ(person, start, number);
        GiveRoles(person, start);
        return person;
    }

    // More began long ago than lately.
    private static DateOnly FirstDay(DateOnly birthday, DemoRandom random)
    {
        var adult = birthday.AddYears(AdultYears);
        var from = adult > FirstStart ? adult : FirstStart;
        var days = LastStart.DayNumber - from.DayNumber - 1;
        return DemoCalendar.Workday(from.AddDays(Math.Min(random.Next(days), random.Next(days))));
    }

    private void Employ(DemoPerson person, DateOnly start, int number)
    {
        var random = person.Random;
        var dice = random.Next(100);
        var jobs = dice < OneEmploymentPercent ? 1 : dice < OneEmploymentPercent + TwoEmploymentsPercent ? 2 : 3;
        var workplace = PickWorkplace(random);
        var starts = JobStarts(start, jobs, random);
        for (var job = 0; job < starts.Count; job++)
        {
            // Another employer has another identifier for the same person; the present one's begins with A.
            var letter = (char)('A' + starts.Count - 1 - job);
            var alias = random.Chance(AliasPercent) ? $"{letter}{person.User.Id}" : "";
            var inFranchise = workplace.FranchiseIds.Count > 0 && random.Chance(FranchisePercent);
            person.Employ(ids, workplace, starts[job], alias, inFranchise ? random.Pick(workplace.FranchiseIds) : null);
            workplace = job + 1 < starts.Count ? PickOther(workplace, random) : workplace;
        }

        var user = person.User;
        user.Email = $"{DemoNames.InAddress(user.FirstName)}.{DemoNames.InAddress(user.LastName)}{number}@{workplace.Domain}";
        user.Mobile = random.Chance(MobilePercent) ? $"{(random.Chance(50) ? 4 : 9)}{random.Next(10_000_000):D7}" : "";
    }

    // Fewer jobs than wanted where the time is too short for them.
    private static List<DateOnly> JobStarts(DateOnly first, int jobs, DemoRandom random)
    {
        var starts = new List<DateOnly> { first };
        while (starts.Count < jobs)
        {
            var daysLeft = LastStart.DayNumber - starts[^1].DayNumber - LeastDaysInJob;
            if (daysLeft < LeastDaysInJob)
            {
                break;
            }

            starts.Add(DemoCalendar.Workday(starts[^1].AddDays(LeastDaysInJob + random.Next(daysLeft))));
        }

        return starts;
    }

    // The earlier in the list, the more people: some firms are large, most are small.
    private DemoWorkplace PickWorkplace(DemoRandom random) =>
        workplaces[Math.Min(random.Next(workplaces.Count), random.Next(workplaces.Count))];

    private DemoWorkplace PickOther(DemoWorkplace former, DemoRandom random)
    {
        var other = PickWorkplace(random);
        while (other == former)
        {
            other = PickWorkplace(random);
        }

        return other;
    }

    private static void GiveRoles(DemoPerson person, DateOnly start)
    {
        var random = person.Random;
        var ordninger = PickOrdninger(random);
        if (random.Chance(AdministratorPercent))
        {
            person.Administer(ordninger[0].Ordning);
            if (random.Chance(50))
            {
                return;
            }
        }

        var career = new DemoCareer(person);
        var signUp = start;
        foreach (var ordning in ordninger)
        {
            var from = ordning.Opened > signUp ? ordning.Opened : signUp;
            signUp = DemoCalendar.Workday(from.AddDays(random.Next(ordning == ordninger[0] ? 25 : 1200)));
            if (signUp < DemoCalendar.Anchor)
            {
                career.BeCandidate(ordning, signUp);
            }
        }

        if (random.Chance(TestLeaderPercent))
        {
            var from = ordninger[0].Opened > start ? ordninger[0].Opened : start;
            var day = DemoCalendar.Workday(from.AddDays(random.Next(900)));
            if (day < DemoCalendar.Anchor)
            {
                career.BeTestLeader(ordninger[0].Ordning, day);
            }
        }
    }

    private static List<DemoOrdning> PickOrdninger(DemoRandom random)
    {
        var dice = random.Next(100);
        var wanted = dice < ThreeOrdningerPercent ? 3 : dice < ThreeOrdningerPercent + TwoOrdningerPercent ? 2 : 1;
        var picked = new List<DemoOrdning> { PickOrdning(random) };

        // Somebody who gives information only needs nothing else, and somebody who advises needs no leave to inform.
        while (picked.Count < wanted && picked[0].Ordning.AppName != InformationOnly)
        {
            var next = PickOrdning(random);
            if (next.Ordning.AppName != InformationOnly && !picked.Contains(next))
            {
                picked.Add(next);
            }
        }

        return picked;
    }

    private static DemoOrdning PickOrdning(DemoRandom random)
    {
        var left = random.Next(Weights);
        foreach (var ordning in DemoExams.Ordninger)
        {
            left -= ordning.Weight;
            if (left < 0)
            {
                return ordning;
            }
        }

        throw new InvalidOperationException("The weights do not add up.");
    }
}
