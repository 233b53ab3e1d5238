namespace FinAut.Tests.Model;

internal sealed partial class ReferenceModel
{
    private Outcome SetStatus(Step step, DateOnly today)
    {
        var (body, faults, isExam) = (step.Body, new Faults(), step.By == Actor.Exam);
        var person = Target(step, faults);
        var appname = faults.Text(body, "appname", required: true, max: 10, mayBeBlank: false);
        if (appname is not null && !World.Appnames.Contains(appname))
        {
            faults.Add("appname", appname.Length is > 0 and <= 10 ? $"\"{appname}\" is not a valid choice." : null);
        }

        var code = faults.Text(body, "status", required: true, max: 20, mayBeBlank: false);
        if (code is not null && !(isExam ? CodesOf(appname) : ["hvilende", "utmeldt"]).Contains(code))
        {
            faults.Add("status", $"\"{code}\" is not a valid choice.");
        }

        var reason = faults.Text(body, "reason", required: true, max: 255, mayBeBlank: false);
        var comment = faults.Text(body, "comment", required: false, max: 1000, mayBeBlank: true);
        var date = Date(body, "status_date", required: false, faults, today) ?? today;
        var setBy = SetBy(step, faults);
        if (faults.Any)
        {
            return Outcome.Invalid(faults);
        }

        if (!isExam && WhyNot(person!, appname!, code!, date) is { } refusal)
        {
            return refusal;
        }

        if (code == "utmeldt")
        {
            // Voids records made before it that are dated after it.
            foreach (var later in person!.Statuses.Where(s => s.Appname == appname && !s.IsTestLeader && s.Date > date))
            {
                later.IsVoid = true;
            }
        }

        var status = new StatusModel { Appname = appname!, Code = code!, Reason = reason!, Date = date, SetBy = setBy, Comment = comment ?? "" };
        person!.Statuses.Add(status);

        // Whoever the exam platform gives a candidate's status is a candidate.
        if (!status.IsTestLeader && code != "utmeldt")
        {
            person.Roles.Add($"{appname}_{World.Candidate}");
        }

        return Outcome.Created;
    }

    // The transition table of domain.md, checked against the status in effect on the day. A day before the sign-up counts as the
    // day of the sign-up; earlier ones are refused, whichever of the two fields is blamed.
    private static Outcome? WhyNot(PersonModel person, string appname, string code, DateOnly date)
    {
        var begun = person.Statuses.Where(s => s.Appname == appname && !s.IsTestLeader && !s.IsVoid && s.Date <= date.AddDays(1)).OrderBy(s => s.Date).ToList();
        if (begun.Count == 0)
        {
            var faults = new Faults();
            faults.Add("appname");
            faults.Add("status_date");
            return Outcome.Invalid(faults);
        }

        var signUp = begun.LastOrDefault(s => s.Code == appname + "new") ?? begun[0];
        var from = person.InEffect(appname, testLeader: false, signUp.Date > date ? signUp.Date : date)!.Code;
        var isAllowed = code == "utmeldt" ? from != "utmeldt" : from == appname + "new" || from == appname + "ok" || from == "reauth";
        return isAllowed ? null : Outcome.Invalid("status");
    }

    private static string[] CodesOf(string? appname) => [appname + "new", appname + "ok", "hvilende", "utmeldt", "reauth", "paused", "tlnew", "tlok"];

    // Default: the person, which is "" here because the number is known only later.
    private static string SetBy(Step step, Faults faults)
    {
        if (!faults.Has(step.Body, "status_set_by", required: false))
        {
            return "";
        }

        switch (step.Body["status_set_by"])
        {
            case PersonRef other when other.Person == step.Person:
                return "";
            case Reference { Resource: "user" } stranger:
                if (!World.Sees(step.By, World.CompanyOfStranger.GetValueOrDefault(stranger.Key)))
                {
                    faults.DoesNotExist("status_set_by");
                }

                return stranger.Key;
            default:
                faults.Add("status_set_by");
                return "";
        }
    }

    // The person that a body's user names, if in sight.
    private PersonModel? Target(Step step, Faults faults)
    {
        if (!faults.Has(step.Body, "user", required: true))
        {
            return null;
        }

        if (step.Body["user"] is not PersonRef reference)
        {
            faults.Add("user");
            return null;
        }

        var person = people[reference.Person];
        if (!Sees(step.By, person))
        {
            faults.DoesNotExist("user");
        }

        return person;
    }

    private static DateOnly? Date(Dictionary<string, object?> body, string field, bool required, Faults faults, DateOnly today)
    {
        if (!faults.Has(body, field, required))
        {
            return null;
        }

        if (body[field] is Day day)
        {
            return day.From(today);
        }

        faults.Add(field, "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.");
        return null;
    }

    private Outcome ReportCourse(Step step, DateOnly today)
    {
        var (body, faults) = (step.Body, new Faults());
        var encryptedId = faults.Text(body, "user", required: true, max: 255, mayBeBlank: false);
        var person = people.FirstOrDefault(p => p.IsLinked && p.EncryptedId == encryptedId);
        if (step.By != Actor.Company || person is null || !Sees(step.By, person))
        {
            faults.Add("user"); // encrypted ids are of use to the API user of the LMS only
        }

        var goal = Goal(body, faults);
        var passed = Date(body, "passed_date", required: true, faults, today);
        if (passed > today)
        {
            faults.Add("passed_date");
        }

        var system = faults.Text(body, "external_system", required: false, max: 255, mayBeBlank: true) ?? "";
        var externalId = faults.Text(body, "external_id", required: false, max: 255, mayBeBlank: true) ?? "";
        if (faults.Any)
        {
            return Outcome.Invalid(faults);
        }

        if (person!.Courses.Find(c => c.Goal == goal && c.System == system && c.ExternalId == externalId) is { } known)
        {
            known.Passed = passed!.Value;
            return Outcome.Ok;
        }

        person.Courses.Add(new CourseModel { Goal = goal!, System = system, ExternalId = externalId, Passed = passed!.Value });
        return Outcome.Created;
    }

    // Integer; a numeric text or URL is taken too.
    private static string? Goal(Dictionary<string, object?> body, Faults faults)
    {
        if (!faults.Has(body, "goal", required: true))
        {
            return null;
        }

        var goal = body["goal"] switch
        {
            int number => number.ToString(),
            Reference { Resource: "competency_goal" } reference => reference.Key,
            _ => null,
        };
        if (goal is null || !World.Goals.Contains(goal))
        {
            faults.Add("goal");
        }

        return goal;
    }
}
