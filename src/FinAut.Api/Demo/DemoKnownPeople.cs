using FinAut.Domain.Ordninger;
using FinAut.Domain.Statuses;
using FinAut.Domain.Users;

namespace FinAut.Api.Demo;

/// <summary>The people whose ids stand in examples and tests, each with a life that shows something.</summary>
internal sealed class DemoKnownPeople(DemoCompanies companies, PersnrProtector protector, DemoIds ids)
{
    public const long AdministratorId = 1;
    public const long LinkedId = 123;
    public const long RestingId = 590496;
    public const long CandidateId = 590499;
    public const long OutsideId = 900001;

    // A D-number from the published examples; the others' are synthetic.
    private const string CandidatePersnr = "55110098692";

    private const int WellPrepared = 85;
    private const int BadlyPrepared = 55;

    private static readonly Ordning Afr = Find("afr");
    private static readonly Ordning Krd = Find("krd");
    private static readonly Ordning Gos = Find("gos");
    private static readonly Ordning Aip = Find("aip");

    public IEnumerable<DemoPerson> Create() => [Administrator(), Linked(), Resting(), Candidate(), Outside()];

    // Bedriftsansvarlig, authorised, and an approved test leader.
    private DemoPerson Administrator()
    {
        var person = Register(AdministratorId, DemoPersnr.Of(1), "Kari", "Nordmann", new(2015, 3, 2));
        Employ(person, companies.Testavdeling, new(2015, 3, 2));
        person.Administer(Afr);
        person.SignUp(Afr, new(2015, 3, 9));
        Sit(person, Afr, DemoExams.Saving, new(2015, 4, 20));
        Sit(person, Afr, DemoExams.Ethics, new(2015, 6, 10));
        Sit(person, Afr, DemoExams.Practical, new(2015, 9, 15));
        Authorise(person, Afr, new(2015, 9, 28));
        person.SignUp(Afr, new(2018, 1, 15), UserType.Testleder);
        Sit(person, Afr, DemoExams.TestLeader, new(2018, 1, 24));
        person.SetStatus(Afr, StatusCode.TestLeaderOk, new(2018, 1, 25), "Testledertest bestått");
        return person;
    }

    // Known to an LMS: authorised in one ordning, under way in another.
    private DemoPerson Linked()
    {
        var person = Register(LinkedId, DemoPersnr.Of(2), "Ola", "Nordmann", new(2022, 8, 1));
        Employ(person, companies.Eksempelavdeling, new(2022, 8, 1), companies.Eksempelavdeling.FranchiseIds[0]);
        person.SignUp(Afr, new(2022, 8, 8));
        Sit(person, Afr, DemoExams.Saving, new(2022, 10, 3), prepared: BadlyPrepared);
        Sit(person, Afr, DemoExams.Saving, new(2022, 10, 24), attempt: 2);
        Sit(person, Afr, DemoExams.Ethics, new(2022, 12, 6));
        Sit(person, Afr, DemoExams.Practical, new(2023, 2, 14));
        Authorise(person, Afr, new(2023, 2, 20));
        person.SignUp(Aip, new(2026, 2, 2));
        Sit(person, Aip, DemoExams.ELearning, new(2026, 2, 20));
        Sit(person, Aip, DemoExams.Common, new(2026, 3, 17));
        Sit(person, Aip, DemoExams.Finance1, new(2026, 4, 21));
        Sit(person, Aip, DemoExams.Insurance, new(2026, 6, 9), prepared: BadlyPrepared);
        return person;
    }

    // Came from another company; authorised, on hold, and withdrawn.
    private DemoPerson Resting()
    {
        var person = Register(RestingId, DemoPersnr.Of(3), "Ingrid", "Østby", new(2018, 1, 8));
        Employ(person, companies.Eksempelavdeling, new(2018, 1, 8));
        Employ(person, companies.Testavdeling, new(2021, 5, 3));
        person.SignUp(Krd, new(2018, 1, 15));
        Sit(person, Krd, DemoExams.Credit, new(2018, 3, 13));
        Sit(person, Krd, DemoExams.Ethics, new(2018, 5, 8));
        Sit(person, Krd, DemoExams.Practical, new(2018, 6, 19));
        Authorise(person, Krd, new(2018, 7, 16));
        person.SetStatus(Krd, StatusCode.Hvilende, new(2026, 4, 1), StatusCode.Hvilende, "Foreldrepermisjon");
        person.SignUp(Afr, new(2021, 5, 10));
        Sit(person, Afr, DemoExams.Saving, new(2021, 8, 24));
        Sit(person, Afr, DemoExams.Practical, new(2021, 11, 2));
        Authorise(person, Afr, new(2021, 11, 15));
        person.SignUp(Gos, new(2023, 3, 6));
        Sit(person, Gos, DemoExams.PropertyInsurance, new(2023, 5, 9), prepared: BadlyPrepared);
        person.SetStatus(Gos, StatusCode.Utmeldt, new(2023, 9, 1), StatusCode.Utmeldt, "Ny stilling uten krav om autorisasjon");
        return person;
    }

    // Signed up this year, with most exams ahead.
    private DemoPerson Candidate()
    {
        var person = Register(CandidateId, DemoPersnr.Parse(CandidatePersnr), "Åse", "Bø Hansen", new(2026, 4, 7));
        Employ(person, companies.Testavdeling, new(2026, 4, 7), companies.Testavdeling.FranchiseIds[0]);
        person.SignUp(Afr, new(2026, 4, 13));
        Sit(person, Afr, DemoExams.MappingOf(DemoExams.Saving), new(2026, 4, 28), prepared: BadlyPrepared);
        Sit(person, Afr, DemoExams.ELearning, new(2026, 5, 5));
        Sit(person, Afr, DemoExams.Common, new(2026, 5, 26), prepared: BadlyPrepared);
        Sit(person, Afr, DemoExams.Common, new(2026, 6, 16), attempt: 2);
        Sit(person, Afr, DemoExams.Finance1, new(2026, 9, 8));
        return person;
    }

    // Whom the demo application must not see.
    private DemoPerson Outside()
    {
        var person = Register(OutsideId, DemoPersnr.Of(4), "Nils", "Fjellheim", new(2025, 9, 1));
        Employ(person, companies.Outside, new(2025, 9, 1));
        person.SignUp(Krd, new(2025, 9, 8));
        Sit(person, Krd, DemoExams.Common, new(2025, 11, 11));
        return person;
    }

    private DemoPerson Register(long id, Persnr persnr, string firstName, string lastName, DateOnly day) =>
        new(id, protector.Protect(persnr), firstName, lastName, day);

    private void Employ(DemoPerson person, DemoWorkplace workplace, DateOnly start, long? franchiseId = null)
    {
        var user = person.User;
        person.Employ(ids, workplace, start, $"A{user.Id}", franchiseId);
        user.Email = $"{DemoNames.InAddress(user.FirstName)}.{DemoNames.InAddress(user.LastName)}@{workplace.Domain}";
        user.Mobile = $"9{user.Id:D7}";
    }

    private static void Sit(
        DemoPerson person, Ordning ordning, DemoExam exam, DateOnly day, int attempt = 1, int prepared = WellPrepared)
    {
        if (exam.Questions == 0)
        {
            person.Sit(exam, ordning, day, attempt, passed: true);
        }
        else
        {
            person.Sit(exam, ordning, day, attempt, questions => questions * prepared / 100);
        }
    }

    private static void Authorise(DemoPerson person, Ordning ordning, DateOnly day) =>
        person.SetStatus(ordning, StatusCode.Ok(ordning), day, "Alle krav er bestått");

    private static Ordning Find(string appName) => OrdningCatalogue.Find(appName)!;
}
