namespace FinAut.Tests.Model;

/// <summary>
/// The contract's rules for writes (contract.md section 3, domain.md section 2), written from its text with plain collections and
/// without the server's classes. One model holds the people of one sequence.
/// </summary>
/// <param name="people">The sequence's people; nobody else has their persnr.</param>
/// <param name="outsider">The persnr of somebody who works outside the demo application's sight, and stays there.</param>
internal sealed partial class ReferenceModel(IReadOnlyList<PersonModel> people, string outsider)
{
    private const string Taken = "user with this persnr already exists.";

    public IReadOnlyList<PersonModel> People => people;

    public Outcome Apply(Step step, DateOnly today) => step.Kind switch
    {
        StepKind.Create => Create(step, today),
        StepKind.Put or StepKind.Patch => Update(step, today),
        StepKind.SetStatus => SetStatus(step, today),
        StepKind.ReportCourse => ReportCourse(step, today),
        _ => Sees(step.By, people[step.Person]) || !IsReadOfOne(step) ? Outcome.Ok : Outcome.NotFound,
    };

    /// <summary>Whether a read asks for the person's own URL, which is not found when out of sight; lists are just empty.</summary>
    public static bool IsReadOfOne(Step step) => step.Body["what"] is "user";

    /// <summary>A person is visible through the current employment.</summary>
    public static bool Sees(Actor actor, PersonModel person) => World.Sees(actor, person.Company);

    private Outcome Create(Step step, DateOnly today)
    {
        var (body, faults) = (step.Body, new Faults());
        var texts = Texts(body, faults, complete: true);
        var persnr = faults.Text(body, "persnr", required: true, max: 100, mayBeBlank: false);
        var owner = people.FirstOrDefault(p => p.Id != 0 && p.Persnr == persnr);
        if (owner is not null)
        {
            faults.Add("persnr", Sees(step.By, owner) ? Taken : null);
        }
        else if (persnr == outsider)
        {
            faults.Add("persnr", World.Sees(step.By, World.OutsideCompany) ? Taken : null);
        }
        else if (people.All(p => p.Persnr != persnr))
        {
            faults.Add("persnr"); // the sequences send no valid number but their people's
        }

        var workplace = Workplace(step, null, faults);
        var roles = Roles(body, faults, required: true);
        if (faults.Any)
        {
            return Outcome.Invalid(faults);
        }

        var person = people.Single(p => p.Persnr == persnr);
        foreach (var name in (string[])["first_name", "last_name", "email", "mobile"])
        {
            person.Texts[name] = texts.GetValueOrDefault(name, "");
        }

        Employ(person, workplace!.Value, texts.GetValueOrDefault("employee_alias", ""), today);
        roles.ForEach(role => GiveRole(person, role, again: true, today));
        return Outcome.Created;
    }

    private Outcome Update(Step step, DateOnly today)
    {
        var person = people[step.Person];
        if (!Sees(step.By, person))
        {
            return Outcome.NotFound;
        }

        var (body, faults, complete) = (step.Body, new Faults(), step.Kind == StepKind.Put);
        var texts = Texts(body, faults, complete);
        var persnr = faults.Text(body, "persnr", required: complete, max: 100, mayBeBlank: false);
        if (persnr is not null && persnr != person.Persnr)
        {
            faults.Add("persnr");
        }

        var current = person.Employments[^1];
        var workplace = Workplace(step, current, faults);
        var roles = Roles(body, faults, required: complete);
        if (faults.Any)
        {
            return Outcome.Invalid(faults);
        }

        var alias = texts.GetValueOrDefault("employee_alias", current.Alias);
        texts.Remove("employee_alias");
        foreach (var (name, text) in texts)
        {
            person.Texts[name] = text;
        }

        if (workplace is { } place && place != (current.Company, current.Department, current.Franchise))
        {
            Employ(person, place, alias, today);
        }
        else
        {
            current.Alias = alias;
        }

        // PATCH signs a withdrawn candidate up anew; PUT, which a nightly resync sends, does not.
        roles.ForEach(role => GiveRole(person, role, again: step.Kind == StepKind.Patch, today));
        return Outcome.Ok;
    }

    // The texts that are there.
    private static Dictionary<string, string> Texts(Dictionary<string, object?> body, Faults faults, bool complete)
    {
        var texts = new Dictionary<string, string>();
        foreach (var (name, required, max, mayBeBlank) in ((string, bool, int, bool)[])
            [("first_name", complete, 100, false), ("last_name", complete, 100, false), ("email", false, 254, true), ("mobile", false, 100, true), ("employee_alias", false, 100, true)])
        {
            if (faults.Text(body, name, required, max, mayBeBlank) is { } text)
            {
                texts[name] = text;
            }
        }

        if (texts.GetValueOrDefault("email", "") is { Length: > 0 } email && (email.Count(c => c == '@') != 1 || email.Contains(' ') || !email[email.IndexOf('@')..].Contains('.')))
        {
            faults.Add("email", "Enter a valid email address.");
        }

        if (texts.GetValueOrDefault("mobile", "") is { Length: > 0 } mobile && !(mobile.Length == 8 && mobile.All(char.IsAsciiDigit)))
        {
            faults.Add("mobile");
        }

        return texts;
    }

    // Where a body wants the person to work; null where it says nothing.
    private static (string Company, string Department, string? Franchise)? Workplace(Step step, EmploymentModel? current, Faults faults)
    {
        const string Prefix = "work_for.";
        var complete = step.Kind != StepKind.Patch;
        if (!faults.Has(step.Body, "work_for", complete))
        {
            return null;
        }

        if (step.Body["work_for"] is not Dictionary<string, object?> body)
        {
            faults.Add("work_for");
            return null;
        }

        var company = faults.Key(body, "company", "companies", complete, Prefix);
        var department = faults.Key(body, "department", "departments", complete, Prefix);
        var franchise = faults.Key(body, "franchise", "franchises", required: false, Prefix, nullable: true);
        if (company is not null && !World.Sees(step.By, company))
        {
            faults.DoesNotExist(Prefix + "company");
        }

        // A department alone is enough. A company alone says something only when it is the person's own.
        department ??= company is null || company == current?.Company ? current?.Department : null;
        if (department is null)
        {
            faults.Add(Prefix + "department", "This field is required.");
            return null;
        }

        var employer = World.CompanyOfDepartment.GetValueOrDefault(department);
        if (!World.Sees(step.By, employer))
        {
            faults.DoesNotExist(Prefix + "department");
        }
        else if (company is not null && company != employer)
        {
            faults.Add(Prefix + "department", "The department does not belong to the company.");
        }

        // A new department clears the franchise unless one is sent; otherwise what is not sent stays.
        if (!body.ContainsKey("franchise"))
        {
            franchise = department == current?.Department ? current.Franchise : null;
        }
        else if (franchise is not null)
        {
            var home = World.DepartmentOfFranchise.GetValueOrDefault(franchise);
            if (home is null || !World.Sees(step.By, World.CompanyOfDepartment[home]))
            {
                faults.DoesNotExist(Prefix + "franchise");
            }
            else if (home != department)
            {
                faults.Add(Prefix + "franchise");
            }
        }

        return (employer!, department, franchise);
    }

    private static List<string> Roles(Dictionary<string, object?> body, Faults faults, bool required)
    {
        if (!faults.Has(body, "userroles", required))
        {
            return [];
        }

        var roles = (body["userroles"] as IEnumerable<object?>)?.Select(item => (item as Reference)?.Key ?? "").ToList();
        if (roles is null || !roles.All(IsRole))
        {
            faults.Add("userroles");
        }

        return roles ?? [];
    }

    private static bool IsRole(string key) => key.Split('_') is [var appname, var type] && World.Appnames.Contains(appname) && World.UserTypes.Contains(type);

    // A changed workplace closes the current employment and opens a new one.
    private static void Employ(PersonModel person, (string Company, string Department, string? Franchise) place, string alias, DateOnly today)
    {
        if (person.Employments.Count > 0)
        {
            person.Employments[^1].End = today;
        }

        person.Employments.Add(new EmploymentModel { Company = place.Company, Department = place.Department, Franchise = place.Franchise, Alias = alias, Start = today });
    }

    // Gaining a candidate role signs the candidate up; tl gives tlnew, on a track of its own. A status that is in effect already
    // stands, but for a withdrawal.
    private static void GiveRole(PersonModel person, string role, bool again, DateOnly today)
    {
        person.Roles.Add(role);
        var (appname, type) = (role.Split('_')[0], role.Split('_')[1]);
        var current = type == World.Administrator ? null : person.InEffect(appname, type == World.TestLeader, today);
        var code = type switch
        {
            World.Candidate when current is null || (current.Code == "utmeldt" && again) => appname + "new",
            World.TestLeader when current is null => "tlnew",
            _ => null,
        };
        if (code is not null)
        {
            person.Statuses.Add(new StatusModel { Appname = appname, Code = code, Reason = "Påmeldt", Date = today, SetBy = null });
        }
    }
}
