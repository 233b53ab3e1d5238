using FinAut.Domain.Ordninger;
using FinAut.Domain.Results;

namespace FinAut.Api.Demo;

/// <summary>An exam. One without questions has no score: it is passed or it is not.</summary>
internal sealed record DemoExam(string Name, string Type, int Questions, params string[] Topics)
{
    private const decimal TotalNeeded = 70m;
    private const decimal TopicNeeded = 50m;

    /// <summary>Marks a sitting: 70 percent of all questions, and 50 percent of every topic's, are needed.</summary>
    /// <param name="rightOf">Says how many of so many questions were answered right.</param>
    public (decimal Score, bool Passed, IReadOnlyList<ResultTopic> Topics) Mark(Func<int, int> rightOf)
    {
        if (Topics.Length == 0)
        {
            var score = Percent(rightOf(Questions), Questions);
            return (score, score >= TotalNeeded, []);
        }

        var right = 0;
        var topics = new ResultTopic[Topics.Length];
        for (var i = 0; i < topics.Length; i++)
        {
            var questions = (Questions / topics.Length) + (i < Questions % topics.Length ? 1 : 0);
            var rightHere = rightOf(questions);
            var score = Percent(rightHere, questions);
            topics[i] = new ResultTopic(Topics[i], score, score >= TopicNeeded);
            right += rightHere;
        }

        var total = Percent(right, Questions);
        return (total, total >= TotalNeeded && Array.TrueForAll(topics, t => t.Passed), topics);
    }

    private static decimal Percent(int right, int questions) =>
        Math.Round(100m * right / questions, Result.ScoreDecimals, MidpointRounding.AwayFromZero);
}

/// <summary>What the ordninger ask of a candidate.</summary>
/// <param name="Ordning">The ordning.</param>
/// <param name="Weight">How common it is, in percent of the candidates.</param>
/// <param name="Opened">Its first day.</param>
/// <param name="PracticeDays">Job-relevant practice, from the sign-up.</param>
/// <param name="ExamsBefore2024">The exams of those who signed up before 2024, in the order in which they are taken.</param>
/// <param name="Exams">The exams of those who signed up later.</param>
internal sealed record DemoOrdning(
    Ordning Ordning, int Weight, DateOnly Opened, int PracticeDays, DemoExam[] ExamsBefore2024, DemoExam[] Exams)
{
    // Since then candidates also take the e-learning, and what several ordninger ask for stands in tests that they share.
    private static readonly DateOnly CommonTests = new(2024, 1, 1);

    /// <summary>The exams that somebody needs who signed up on that day.</summary>
    public DemoExam[] ExamsFrom(DateOnly signedUp) => signedUp < CommonTests ? ExamsBefore2024 : Exams;
}

/// <summary>The exams and the ordninger that have them.</summary>
internal static class DemoExams
{
    public const string ELearningType = "e-læring";
    public const string EthicsType = "etikkprøve";
    public const string PracticalType = "praktisk prøve";

    private const string KnowledgeType = "kunnskapsprøve";
    private const string MappingType = "kartleggingsprøve";
    private const int HalfYear = 180;

    public static readonly DemoExam Ethics = new("Etikkprøven", EthicsType, 0);
    public static readonly DemoExam Practical = new("Praktisk prøve", PracticalType, 0);
    public static readonly DemoExam ELearning = new("E-læringskurs i etikk og God skikk", ELearningType, 0);
    public static readonly DemoExam TestLeader = new("Testledertest", "testledertest", 20);

    public static readonly DemoExam Common =
        new("Tverrgående emner", KnowledgeType, 25, "Grunnleggende regelverk", "Bærekraftig finans");

    public static readonly DemoExam Finance1 = new("Grunnleggende personlig økonomi", KnowledgeType, 20);

    public static readonly DemoExam Finance2 =
        new("Personlig økonomi 2 og makroøkonomi", KnowledgeType, 30, "Personlig økonomi 2", "Makroøkonomi");

    public static readonly DemoExam Insurance = new("Felles forsikringskunnskap", KnowledgeType, 40);

    public static readonly DemoExam Saving = new(
        "Sparing og investering", KnowledgeType, 60, "Finansmarkeder, metode og portefølje", "Produktgrupper", "Regelverk");

    public static readonly DemoExam Credit = new(
        "Sikret kreditt",
        KnowledgeType,
        60,
        "Rammebetingelser for kreditt",
        "Kredittvurderingen og kredittprodukter",
        "Aktuelle sikkerheter og pantsettelse",
        "Informasjon/forklaring til kredittkunden, avslagsplikt og løsningsforslag",
        "Dokumenter i kredittbehandlingen",
        "Oppfølging i kredittens løpetid, innfrielse og mislighold");

    public static readonly DemoExam PersonalInsurance = new(
        "Personforsikring privat",
        KnowledgeType,
        60,
        "Rådgivning og behovsavdekking i personforsikring",
        "Personforsikringsprodukter",
        "Risikovurdering og helsevurdering",
        "Regelverk for personforsikringsrådgiver");

    public static readonly DemoExam PropertyInsurance = new(
        "Skadeforsikring privat",
        KnowledgeType,
        60,
        "Generelle produkter",
        "Sikkerhetsforskrifter og skadeforebyggende arbeid",
        "Skadeårsaker og skadeoppgjør",
        "Regelverk for skadeforsikring");

    private static readonly DemoExam BusinessProperty = new(
        "Skadeforsikring næringsliv",
        KnowledgeType,
        60,
        "Generelle produkter",
        "Sikkerhetsforskrifter, ansvarsbegrensninger og skadeforebyggende arbeid",
        "Skadeårsaker og skadeoppgjør",
        "Regelverk og bransjeavtaler");

    private static readonly DemoExam BusinessPersonal = new(
        "Personforsikring næringsliv",
        KnowledgeType,
        60,
        "Rådgivning i personforsikring",
        "Produkter",
        "Risiko og helsevurdering",
        "Regelverk og bransjeavtaler");

    private static readonly DemoExam Information = new("Informasjonsgiver", KnowledgeType, 60);
    private static readonly DemoExam Unsecured = new("Usikret kreditt", KnowledgeType, 40);
    private static readonly DemoExam Collection = new("Inkasso", KnowledgeType, 40);

    /// <summary>The ordninger that have candidates, the commonest first. An informasjonsgiver needs neither ethics nor practice.</summary>
    public static readonly DemoOrdning[] Ordninger =
    [
        Advisers("afr", 30, new(2009, 1, 1), HalfYear, Saving, Common, Finance1, Finance2),
        Advisers("gos", 20, new(2012, 1, 1), 0, PropertyInsurance, Common, Insurance),
        Advisers("krd", 18, new(2016, 1, 1), HalfYear, Credit, Common, Finance1, Finance2),
        Advisers("aip", 12, new(2019, 1, 1), HalfYear, PersonalInsurance, Common, Finance1, Insurance),
        new(Find("inf"), 8, new(2018, 1, 1), 0, [Information], [ELearning, Information]),
        Advisers("ukr", 5, new(2024, 1, 2), HalfYear, Unsecured, Common, Finance1),
        Advisers("sfn", 4, new(2021, 1, 1), 365, BusinessProperty, Common, Insurance),
        Advisers("pfn", 2, new(2021, 1, 1), 365, BusinessPersonal, Common, Insurance),
        Advisers("ink", 1, new(2025, 4, 1), HalfYear, Collection, Common),
    ];

    /// <summary>The trial run before the real test of an ordning's own subject.</summary>
    public static DemoExam MappingOf(DemoExam exam) => exam with { Name = "Kartlegging: " + exam.Name, Type = MappingType };

    private static DemoOrdning Advisers(
        string appName, int weight, DateOnly opened, int practiceDays, DemoExam ownSubject, params DemoExam[] common) =>
        new(
            Find(appName),
            weight,
            opened,
            practiceDays,
            [ownSubject, Ethics, Practical],
            [ELearning, .. common, ownSubject, Ethics, Practical]);

    private static Ordning Find(string appName) =>
        OrdningCatalogue.Find(appName) ?? throw new InvalidOperationException($"There is no ordning {appName}.");
}
