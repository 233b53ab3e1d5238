using System.Collections.Frozen;

namespace FinAut.Domain.Ordninger;

/// <summary>The fourteen schemes, with the ids that their URLs carry. Ids are never reused.</summary>
public static class OrdningCatalogue
{
    /// <summary>Every scheme, in the order of its id.</summary>
    public static IReadOnlyList<Ordning> All { get; } =
    [
        Create(1, "afr", "Autorisasjonsordningen for finansielle rådgivere", "Sparing & investering", "S&I", 1),
        Create(2, "krd", "Autorisasjonsordningen i kreditt", "Kreditt", "KRD", 2),
        Create(3, "gos", "Godkjenningsordningen for selgere og rådgivere i skadeforsikring", "Skadeforsikring", "SF", 3),
        Create(4, "aip", "Autorisasjonsordningen i personforsikring", "Personforsikring", "PF", 4),
        Create(5, "sfn", "Skadeforsikring Næringsliv", "Skadeforsikring Næring", "SFN", 5),
        Create(6, "pfn", "Personforsikring Næringsliv", "Personforsikring Næring", "PFN", 6),
        Create(7, "inf", "Informasjonsgivere", "Informasjonsgivere", "INF", 7),
        Create(8, "ukr", "Autorisasjonsordningen i usikret kreditt", "Usikret Kreditt", "UKR", 7),
        Create(9, "ink", "Inkasso", "Inkasso", "INK", 8),
        Create(10, "dig", "Digitale Løsninger", "Digitale Løsninger", "DIG", 9),
        Create(11, "fin", "Generelle brukere", "Generelle brukere", "FIN", 10),
        Create(12, "rob", "Autorisasjonsordning for robotrådgivere", "Robotrådgivere", "ROB", 0),
        Create(13, "n2", "Nivå 2", "N2", "N2", 0),
        Create(14, "n3", "Nivå 3", "Åpne tester", "NIVÅ 3", 0),
    ];

    // Not the informasjonsgivere and robots, nor the levels of membership.
    private static readonly FrozenSet<string> WithPracticalTest = FrozenSet.Create(
        StringComparer.Ordinal, "afr", "krd", "gos", "aip", "pfn", "sfn", "ukr", "ink");

    private static readonly Dictionary<string, Ordning> ByAppName = All.ToDictionary(o => o.AppName, StringComparer.Ordinal);

    private static readonly Dictionary<long, Ordning> ById = All.ToDictionary(o => o.Id);

    /// <summary>The scheme with this code, or null. Codes are compared exactly.</summary>
    public static Ordning? Find(string? appName) => appName is null ? null : ByAppName.GetValueOrDefault(appName);

    /// <summary>The scheme with this id.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static Ordning Get(long id) => ById[id];

    /// <summary>Whether a candidate of the scheme takes a practical test, which the candidate's firm holds.</summary>
    public static bool HasPracticalTest(Ordning ordning) => WithPracticalTest.Contains(ordning.AppName);

    private static Ordning Create(long id, string appName, string name, string shortName, string abbreviation, int sortOrder) =>
        new() { Id = id, AppName = appName, Name = name, ShortName = shortName, Abbreviation = abbreviation, SortOrder = sortOrder };
}
