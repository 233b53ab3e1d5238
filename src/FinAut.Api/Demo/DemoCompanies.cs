using System.Globalization;
using FinAut.Domain.Companies;

namespace FinAut.Api.Demo;

/// <summary>Where somebody can be employed.</summary>
/// <param name="CompanyId">The company.</param>
/// <param name="DepartmentId">One of its departments.</param>
/// <param name="FranchiseIds">The department's franchises.</param>
/// <param name="Domain">The company's domain, for email addresses.</param>
internal sealed record DemoWorkplace(long CompanyId, long DepartmentId, IReadOnlyList<long> FranchiseIds, string Domain);

/// <summary>The member firms: three with well-known ids, and invented ones.</summary>
internal sealed class DemoCompanies
{
    public const long TestfirmaId = 2265;
    public const long EksempelbankenId = 456;
    public const long OutsideId = 9001;

    private const long TestavdelingId = 2266;
    private const long EksempelavdelingId = 123;
    private const long OutsideDepartmentId = 9002;

    // Above the well-known departments, which therefore stand on the first page of the list.
    private const long FirstGeneratedDepartmentId = 4001;
    private const long FirstGeneratedCompanyId = 3001;
    private const long FirstFranchiseId = 5001;

    // Real organisation numbers begin with 8 or 9.
    private const int OrgnrSeries = 31_000_000;

    private const int FranchiseDepartmentPercent = 25;

    private static readonly int[] OrgnrWeights = [3, 2, 7, 6, 5, 4, 3, 2];

    // Invented; none is meant to be a real firm.
    private static readonly string[] Names =
    [
        "Blåklokke Sparebank", "Trollvarden Forsikring", "Tåkeheimen Sparebank", "Kråkevarden Bank", "Lyngskaret Sparebank",
        "Sølvskjæret Skadeforsikring", "Vinterlandet Bank", "Tyttebærhaugen Sparebank", "Nattergalen Personforsikring",
        "Multemyra Sparebank", "Rypesteinen Kreditt", "Bjørkespranget Finans", "Måkesundet Sparebank", "Nisselua Forsikring",
        "Furuklangen Bank", "Isfuglen Pensjon og Liv", "Steinrøysa Sparebank", "Blåveisdalen Kapitalforvaltning", "Elvesuset Sparebank",
        "Varmestua Forsikring", "Øyværet Bank", "Åkerrikse Sparebank", "Revespranget Forbrukerkreditt", "Havblikkskjæret Sparebank",
        "Tiurleiken Formuesrådgivning", "Kvitsymra Sparebank", "Nordavindet Næringsforsikring", "Gråsteinen Inkasso", "Lofthuset Finans",
        "Myrullmoen Sparebank", "Skumringen Forsikringsmegling", "Fjellrevkollen Bank", "Solgløtten Sparebank",
        "Hvalspruten Skadeforsikring", "Einerbakken Boligkreditt", "Lommelykta Bank", "Seljefløyta Sparebank", "Grankvisten Verdipapir",
    ];

    private static readonly string[] DepartmentNames =
    [
        "Privatmarked", "Bedriftsmarked", "Kundesenter", "Hovedkontor", "Forsikring", "Sparing og plassering", "Kreditt", "Region Øst",
        "Region Vest", "Region Sør", "Region Midt", "Region Nord", "Avdeling Innlandet", "Avdeling Vestfold", "Avdeling Møre",
    ];

    private static readonly string[] FranchisePlaces =
        ["Fjordbyen", "Sentrum", "Strandgata", "Øvre torg", "Havna", "Stasjonsbyen", "Vestbyen", "Nordre bydel", "Elvebredden"];

    private readonly List<DemoWorkplace> _workplaces = [];
    private int _orgnrs;
    private long _nextDepartmentId = FirstGeneratedDepartmentId;
    private long _nextFranchiseId = FirstFranchiseId;

    public DemoCompanies()
    {
        var random = new DemoRandom(FirstGeneratedCompanyId);
        AddCompany(TestfirmaId, "Testfirma");
        Testavdeling = AddDepartment(TestavdelingId, "Testavdeling", 2, random);
        AddCompany(EksempelbankenId, "Eksempelbanken");
        Eksempelavdeling = AddDepartment(EksempelavdelingId, "Privatmarked", 2, random);
        foreach (var (index, name) in Names.Index())
        {
            AddCompany(FirstGeneratedCompanyId + index, name);
            AddDepartments(random);
        }

        Workplaces = [.. _workplaces];
        AddCompany(OutsideId, "Utenfor AS");
        Outside = AddDepartment(OutsideDepartmentId, "Hovedkontor", 0, random);
    }

    public List<Company> Companies { get; } = [];

    public List<Department> Departments { get; } = [];

    public List<Franchise> Franchises { get; } = [];

    /// <summary>Where generated people work: everywhere but outside the demo application's sight.</summary>
    public IReadOnlyList<DemoWorkplace> Workplaces { get; }

    public DemoWorkplace Testavdeling { get; }

    public DemoWorkplace Eksempelavdeling { get; }

    public DemoWorkplace Outside { get; }

    private void AddCompany(long id, string name) => Companies.Add(new Company
    {
        Id = id,
        Navn = name,
        Orgnr = NextOrgnr(),
        Hjemmeside = $"https://www.{DemoNames.InAddress(name)}.example",
    });

    private void AddDepartments(DemoRandom random)
    {
        var first = random.Next(DepartmentNames.Length);
        for (var i = random.Between(2, 6); i > 0; i--)
        {
            var franchises = random.Chance(FranchiseDepartmentPercent) ? random.Between(1, 4) : 0;
            AddDepartment(_nextDepartmentId++, DepartmentNames[(first + i) % DepartmentNames.Length], franchises, random);
        }
    }

    private DemoWorkplace AddDepartment(long id, string name, int franchises, DemoRandom random)
    {
        var company = Companies[^1];
        Departments.Add(new Department { Id = id, CompanyId = company.Id, Name = name });
        var franchiseIds = new List<long>();
        var place = random.Next(FranchisePlaces.Length);
        for (var i = 0; i < franchises; i++)
        {
            var franchise = new Franchise
            {
                Id = _nextFranchiseId++,
                DepartmentId = id,
                Name = "Agentur " + FranchisePlaces[(place + i) % FranchisePlaces.Length],
            };
            Franchises.Add(franchise);
            franchiseIds.Add(franchise.Id);
        }

        var workplace = new DemoWorkplace(company.Id, id, franchiseIds, DemoNames.InAddress(company.Navn) + ".example");
        _workplaces.Add(workplace);
        return workplace;
    }

    private string NextOrgnr()
    {
        while (true)
        {
            var digits = (OrgnrSeries + ++_orgnrs).ToString(CultureInfo.InvariantCulture);
            var control = (11 - (digits.Zip(OrgnrWeights, (digit, weight) => (digit - '0') * weight).Sum() % 11)) % 11;
            if (control < 10)
            {
                return digits + control.ToString(CultureInfo.InvariantCulture);
            }
        }
    }
}
