namespace FinAut.Tests.Model;

/// <summary>
/// Draws steps: mostly good ones, about a quarter with one fault. Two ordninger and a handful of workplaces only, so that the steps of
/// a sequence meet each other.
/// </summary>
internal sealed class StepGenerator(Random random, IReadOnlyList<PersonModel> people, string outsider)
{
    private const int FaultPercent = 25;
    private const int MostDaysBack = 3;
    private const int MostDaysAhead = 5;

    private static readonly (string Company, string Department)[] Workplaces =
        [(World.Testfirma, "2266"), (World.Eksempelbanken, "123"), (World.OutsideCompany, "9002")];

    private static readonly string LongText = new('x', 1001);

    /// <summary>The first step of every sequence: somebody is hired.</summary>
    public Step First() => new(Pick(Actor.Company, Actor.Company, Actor.Company, Actor.Bridge), StepKind.Create, 0, Person(0, good: true));

    public Step Next()
    {
        var person = random.Next(4) == 0 ? 1 : 0;
        var kind = random.Next(100) switch
        {
            < 12 => StepKind.Create,
            < 20 => StepKind.Put,
            < 42 => StepKind.Patch,
            < 80 => StepKind.SetStatus,
            < 90 => StepKind.ReportCourse,
            _ => StepKind.Read,
        };
        var by = random.Next(100) switch
        {
            < 58 => Actor.Company,
            < 80 => kind == StepKind.ReportCourse ? Actor.Company : Actor.Exam,
            < 94 => Actor.Bridge,
            _ => Actor.Outside,
        };
        var body = kind switch
        {
            StepKind.Create => Person(random.Next(3) == 0 ? 0 : 1, good: false),
            StepKind.Put => Person(person, good: false),
            StepKind.Patch => SomeFields(person),
            StepKind.SetStatus => Status(person, by),
            StepKind.ReportCourse => Course(person),
            _ => new() { ["what"] = Pick("user", "persnr", "statuses", "latest") },
        };
        if (kind != StepKind.Read && random.Next(100) < FaultPercent)
        {
            Spoil(kind, body);
        }

        return new Step(by, kind, person, body);
    }

    private Dictionary<string, object?> Person(int person, bool good)
    {
        var place = good ? Workplaces[0] : Pick(Workplaces);
        var body = new Dictionary<string, object?>
        {
            ["persnr"] = people[person].Persnr,
            ["first_name"] = Pick("Kari", "Åse Marie", "  Ola "),
            ["last_name"] = Pick("Nordmann", "Bø"),
            ["work_for"] = WorkFor(place.Company, place.Department),
            ["userroles"] = Roles(),
        };
        Sometimes(body, "email", "", "kari@example.no");
        Sometimes(body, "mobile", "", "91234567");
        Sometimes(body, "employee_alias", "", "A1", " B 2 ");
        return body;
    }

    private Dictionary<string, object?> SomeFields(int person)
    {
        var body = new Dictionary<string, object?>();
        foreach (var (name, value) in Person(person, good: false))
        {
            if (random.Next(3) == 0)
            {
                body[name] = value;
            }
        }

        if (body.ContainsKey("work_for"))
        {
            body["work_for"] = PartOfWorkFor();
        }

        return body;
    }

    private Dictionary<string, object?> WorkFor(string company, string department)
    {
        var place = new Dictionary<string, object?> { ["company"] = Ref("companies", company), ["department"] = Ref("departments", department) };
        Sometimes(place, "franchise", [null, .. World.DepartmentOfFranchise.Where(f => f.Value == department).Select(f => Ref("franchises", f.Key))]);
        return place;
    }

    private Dictionary<string, object?> PartOfWorkFor()
    {
        var (company, department) = Pick(Workplaces);
        return random.Next(6) switch
        {
            0 => [],
            1 => new() { ["department"] = Ref("departments", department) },
            2 => new() { ["company"] = Ref("companies", company) },
            3 => new() { ["franchise"] = random.Next(2) == 0 ? null : Ref("franchises", Pick([.. World.DepartmentOfFranchise.Keys])) },
            _ => WorkFor(company, department),
        };
    }

    private List<object?> Roles()
    {
        var roles = new List<object?>();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            roles.Add(Ref("userrole", Pick("afr_ka", "afr_ka", "krd_ka", "krd_tl", "afr_ba")));
        }

        return roles;
    }

    private Dictionary<string, object?> Status(int person, Actor by)
    {
        var appname = Pick("afr", "afr", "afr", "krd", "gos");
        var status = by == Actor.Exam
            ? Pick(appname + "ok", appname + "ok", appname + "new", "hvilende", "utmeldt", "reauth", "paused", "tlnew", "tlok")
            : Pick("hvilende", "utmeldt");
        var body = new Dictionary<string, object?>
        {
            ["user"] = new PersonRef(person, Pick(Enum.GetValues<ReferenceForm>())),
            ["appname"] = appname,
            ["status"] = status,
            ["reason"] = Pick(status, " Permisjon "),
        };
        Sometimes(body, "status_date", new Day(random.Next(-MostDaysBack, MostDaysAhead + 1)));
        Sometimes(body, "status_set_by", new PersonRef(person, ReferenceForm.Path), Ref("user", "1"), Ref("user", "900001"));
        Sometimes(body, "comment", "", "Foreldrepermisjon");
        return body;
    }

    private Dictionary<string, object?> Course(int person)
    {
        var body = new Dictionary<string, object?>
        {
            ["user"] = random.Next(5) == 0 ? people[person].EncryptedId : people[0].EncryptedId,
            ["goal"] = Pick<object>(456, 1, Ref("competency_goal", "2")),
            ["passed_date"] = new Day(-random.Next(MostDaysBack + 1)),
        };
        Sometimes(body, "external_system", "", "LMS", " LMS ");
        Sometimes(body, "external_id", "", "kurs-1");
        return body;
    }

    // Puts one fault into a body, by absence or by a bad value.
    private void Spoil(StepKind kind, Dictionary<string, object?> body)
    {
        var (field, values) = Pick(kind switch
        {
            StepKind.SetStatus => StatusFaults,
            StepKind.ReportCourse => CourseFaults,
            _ => PersonFaults,
        });
        if (random.Next(4) == 0)
        {
            body.Remove(field);
        }
        else
        {
            body[field] = field == "persnr" && random.Next(2) == 0 ? Pick(outsider, people[0].Persnr, people[1].Persnr) : Pick(values);
        }
    }

    private static readonly (string, object?[])[] PersonFaults =
    [
        ("persnr", [null, "", "12345678901", "01234567890", "11111111111", "5511009869", "S12345678", "５５１１００９８６９２"]),
        ("first_name", [null, "", "   ", LongText]),
        ("last_name", [null, "", LongText]),
        ("email", [null, "kari", "kari@", "kari nordmann@example.no", LongText]),
        ("mobile", [null, "1234567", "123456789", "+47 12345678", "1234567a"]),
        ("employee_alias", [null, LongText]),
        ("work_for", [
            null, "2266", new List<object?>(),
            Place(World.OutsideCompany, "9002"), Place("999999", "2266"), Place(World.Testfirma, "999999"), Place(World.Testfirma, "123"), Place(World.Eksempelbanken, "2266"),
            Place(World.Testfirma, "2266", "5003"), Place(World.Testfirma, "2266", "999999"),
            new Dictionary<string, object?> { ["company"] = "no reference", ["department"] = null },
            new Dictionary<string, object?> { ["department"] = new Reference("companies", "2266", ReferenceForm.Path) },
        ]),
        ("userroles", [null, "afr_ka", Role("afr_xx"), Role("xyz_ka"), Role("1"), new List<object?> { null }, new List<object?>()]),
    ];

    private static readonly (string, object?[])[] StatusFaults =
    [
        ("user", [null, "", "kari", new Reference("companies", "1", ReferenceForm.Path)]),
        ("appname", [null, "", "xyz", "AFR", LongText]),
        ("status", [null, "", "aktiv", "afrok", "krdok", "afrnew", "tlok", LongText]),
        ("reason", [null, "", LongText]),
        ("status_date", [null, "", "2026-02-30", "01.02.2026", "2026-01-01T00:00:00Z"]),
        ("status_set_by", [null, "kari", new Reference("user", "999999", ReferenceForm.BareText)]),
        ("comment", [null, LongText]),
    ];

    private static readonly (string, object?[])[] CourseFaults =
    [
        ("user", [null, "", World.UnknownEncryptedId, LongText]),
        ("goal", [null, "", "x", 999_999, 0, new Reference("user", "1", ReferenceForm.Path)]),
        ("passed_date", [null, "", "today", new Day(1), new Day(30)]),
        ("external_system", [null, LongText]),
        ("external_id", [null, LongText]),
    ];

    private static Dictionary<string, object?> Place(string company, string department, string? franchise = null)
    {
        var place = new Dictionary<string, object?>
        {
            ["company"] = new Reference("companies", company, ReferenceForm.Path),
            ["department"] = new Reference("departments", department, ReferenceForm.Path),
        };
        if (franchise is not null)
        {
            place["franchise"] = new Reference("franchises", franchise, ReferenceForm.Path);
        }

        return place;
    }

    private static List<object?> Role(string key) => [new Reference("userrole", key, ReferenceForm.Path)];

    private Reference Ref(string resource, string key) => new(resource, key, Pick(Enum.GetValues<ReferenceForm>()));

    private void Sometimes(Dictionary<string, object?> body, string field, params object?[] values)
    {
        if (random.Next(2) == 0)
        {
            body[field] = Pick(values);
        }
    }

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
