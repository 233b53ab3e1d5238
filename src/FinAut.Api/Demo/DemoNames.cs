namespace FinAut.Api.Demo;

/// <summary>Common Norwegian names, and how a name is written in an address.</summary>
internal static class DemoNames
{
    private const int DoubleLastNamePercent = 7;

    private static readonly string[] FirstNames =
    [
        "Anne", "Inger", "Kari", "Marit", "Ingrid", "Liv", "Eva", "Anna", "Maria", "Ida", "Hilde", "Berit", "Nina", "Astrid", "Bjørg",
        "Elisabeth", "Kristin", "Bente", "Heidi", "Silje", "Hanne", "Linda", "Tone", "Anita", "Wenche", "Elin", "Ragnhild", "Tove",
        "Camilla", "Marianne", "Randi", "Ellen", "Karin", "Mona", "Julie", "Laila", "Helene", "Turid", "Sissel", "Emma", "Sara", "Nora",
        "Line", "Siri", "Trine", "Monica", "Stine", "Kristine", "Mari", "Vilde", "Thea", "Malin", "Guro", "Solveig", "Åse", "Åshild",
        "Sølvi", "Grete", "Lene", "Ingeborg", "Sunniva", "Oda", "Tuva", "Frøya", "Amina", "Fatima", "Katarzyna", "Anne Marie",
        "Anne-Lise", "Inger Johanne", "Ann Kristin", "Eva Marie", "Liv Åse", "Else-Marie", "Anne Grethe", "Mai Britt",
        "Jan", "Per", "Bjørn", "Ole", "Lars", "Kjell", "Knut", "Arne", "Svein", "Thomas", "Hans", "Geir", "Tor", "Morten", "Odd", "Erik",
        "Martin", "Terje", "Andreas", "John", "Rune", "Trond", "Tore", "Daniel", "Jon", "Fredrik", "Kristian", "Magnus", "Alexander",
        "Stian", "Øyvind", "Einar", "Espen", "Marius", "Helge", "Leif", "Harald", "Rolf", "Sander", "Henrik", "Nils", "Gunnar", "Olav",
        "Frode", "Jonas", "Stein", "Vidar", "Roger", "Kåre", "Håkon", "Åge", "Sindre", "Eirik", "Anders", "Petter", "Sigurd", "Torbjørn",
        "Øystein", "Jørgen", "Sondre", "Vegard", "Tarjei", "Eskil", "Mohammed", "Ali", "Piotr", "Jan Erik", "Per Olav", "Ole-Martin",
        "Odd Arne", "Tor Inge", "Hans Petter", "Svein-Erik", "Lars Øyvind", "Karl Johan", "Jens Christian",
    ];

    private static readonly string[] LastNames =
    [
        "Hansen", "Johansen", "Olsen", "Larsen", "Andersen", "Pedersen", "Nilsen", "Kristiansen", "Jensen", "Karlsen", "Johnsen",
        "Pettersen", "Eriksen", "Berg", "Haugen", "Hagen", "Johannessen", "Andreassen", "Jacobsen", "Dahl", "Jørgensen", "Halvorsen",
        "Henriksen", "Lund", "Sørensen", "Jakobsen", "Moen", "Gundersen", "Iversen", "Strand", "Solberg", "Svendsen", "Eide", "Knutsen",
        "Martinsen", "Paulsen", "Bakken", "Kristoffersen", "Mathisen", "Lie", "Amundsen", "Nguyen", "Rasmussen", "Ali", "Lunde",
        "Solheim", "Berge", "Moe", "Nygård", "Bakke", "Kristensen", "Fredriksen", "Holm", "Lien", "Hauge", "Christensen", "Andresen",
        "Nielsen", "Knudsen", "Evensen", "Sæther", "Aas", "Myhre", "Hanssen", "Ahmed", "Haugland", "Thomassen", "Simonsen", "Sivertsen",
        "Berntsen", "Ellingsen", "Rønning", "Antonsen", "Danielsen", "Arnesen", "Sandvik", "Næss", "Vik", "Haug", "Edvardsen",
        "Thorsen", "Ødegård", "Birkeland", "Ruud", "Myklebust", "Aasen", "Strøm", "Eliassen", "Hovland", "Tangen", "Øien",
        "Gulbrandsen", "Bøe", "Aune", "Abrahamsen", "Tveit", "Rønningen", "Skoglund", "Fossum", "Mikkelsen", "Gjerde", "Monsen", "Ness",
        "Steen", "Borge", "Egeland", "Brekke", "Helland", "Nordby", "Bråten", "Engen", "Espeland", "Foss", "Fjeld", "Grønli", "Gran",
        "Hoel", "Holmen", "Håland", "Isaksen", "Jonassen", "Kvamme", "Langeland", "Løken", "Mæland", "Nesse", "Nordli", "Nyborg",
        "Nygaard", "Oppegård", "Opsahl", "Osmundsen", "Rød", "Sande", "Sandberg", "Selvik", "Skaar", "Skår", "Skjelbred", "Solbakken",
        "Stokke", "Storli", "Sund", "Sundby", "Sveen", "Syversen", "Teigen", "Thoresen", "Torgersen", "Tveten", "Ulvestad", "Vangen",
        "Vold", "Wold", "Wiik", "Ytrehus", "Østby", "Østli", "Øverland", "Øvrebø", "Ås", "Åsheim", "Årdal", "Austad", "Bergum", "Bjerke",
        "Bjørnstad", "Bru", "Dalen", "Djupvik", "Drange", "Eikeland", "Enger", "Fagerli", "Finstad", "Flaten", "Folkestad", "Fossli",
        "Furuset", "Gaarder", "Garnes", "Grande", "Hellesø", "Hetland", "Hjelle", "Høgberg", "Kleiven", "Kolstad", "Kråkenes", "Kvale",
        "Lervik", "Lillebø", "Lykke", "Løvås", "Midtbø", "Mjelde", "Nordhus", "Rye", "Røed", "Sæbø", "Tønnessen", "Vågen", "Eik-Nes",
        "Bull-Hansen", "Lie-Nielsen", "Ek-Larsen",
    ];

    public static string First(DemoRandom random) => random.Pick(FirstNames);

    public static string Last(DemoRandom random)
    {
        var name = random.Pick(LastNames);
        return random.Chance(DoubleLastNamePercent) ? $"{random.Pick(LastNames)} {name}" : name;
    }

    /// <summary>The name as it stands in an email or web address: ASCII, lower case, hyphens for blanks.</summary>
    public static string InAddress(string name) => name.ToLowerInvariant()
        .Replace(' ', '-')
        .Replace("æ", "ae", StringComparison.Ordinal)
        .Replace("ø", "o", StringComparison.Ordinal)
        .Replace("å", "a", StringComparison.Ordinal);
}
