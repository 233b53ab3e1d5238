using System.Text;
using System.Text.Json;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Model;

/// <summary>One sequence: its people, its steps so far, and the model that runs beside the server.</summary>
internal sealed class Sequence(int number, Random random, Tally tally, string outsider, params PersonModel[] people)
{
    // A number that nobody has, for people who are not created.
    private const long Nobody = 987_654_321;

    private readonly StepGenerator _generator = new(random, people, outsider);
    private readonly ReferenceModel _model = new(people, outsider);
    private readonly List<string> _history = [];

    public int Number => number;

    public IReadOnlyList<PersonModel> People => people;

    public IEnumerable<PersonModel> Created => people.Where(p => p.Id != 0);

    public string History => string.Join(Environment.NewLine, _history);

    /// <summary>Draws a step, makes it, and compares the reply with the model's.</summary>
    public async Task StepAsync(IReadOnlyDictionary<Actor, HttpClient> clients, DateOnly today)
    {
        var step = _history.Count == 0 ? _generator.First() : _generator.Next();
        _history.Add($"{today:yyyy-MM-dd} {step}");
        var expected = _model.Apply(step, today);
        using var request = Request(step, today);
        using var response = await clients[step.By].SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        _history.Add($"    {(int)response.StatusCode} {text}");
        Assert.True(expected.Status == (int)response.StatusCode, $"Expected {expected}.");
        tally.Count(step.Kind, expected.Status);
        var reply = JsonDocument.Parse(text).RootElement;
        if (expected.Status == 422)
        {
            CheckFaults(expected, reply);
        }
        else if (expected.Status < 300)
        {
            CheckReply(step, reply, today);
        }
    }

    private static void CheckFaults(Outcome expected, JsonElement problem)
    {
        var errors = problem.GetProperty("errors").EnumerateObject().ToList();
        Assert.NotEmpty(errors);
        foreach (var error in errors)
        {
            Assert.True(expected.Faults.TryGetValue(error.Name, out var message), $"Expected {expected}.");
            Assert.True(message is null || error.Value.EnumerateArray().Any(m => m.GetString() == message), $"Expected of {error.Name}: {message}");
        }
    }

    private HttpRequestMessage Request(Step step, DateOnly today)
    {
        var person = people[step.Person];
        var id = IdOf(step.Person);
        var (method, path) = step.Kind switch
        {
            StepKind.Create => (HttpMethod.Post, "user/"),
            StepKind.Put => (HttpMethod.Put, $"user/{id}/"),
            StepKind.Patch => (HttpMethod.Patch, $"user/{id}/"),
            StepKind.SetStatus => (HttpMethod.Post, "userstatus/"),
            StepKind.ReportCourse => (HttpMethod.Post, "competency_result/"),
            _ => (HttpMethod.Get, step.Body["what"] switch
            {
                "user" => $"user/{id}/",
                "persnr" => $"user/?persnr={person.Persnr}",
                "statuses" => $"userstatus/?user={id}",
                _ => $"latestuserstatus/?persnr={person.Persnr}",
            }),
        };
        var request = new HttpRequestMessage(method, TestServer.Root + path);
        if (step.Kind != StepKind.Read)
        {
            request.Content = new StringContent(step.ToJson(IdOf, today), Encoding.UTF8, "application/json");
        }

        return request;
    }

    private long IdOf(int person) => people[person].Id == 0 ? Nobody : people[person].Id;

    private void CheckReply(Step step, JsonElement reply, DateOnly today)
    {
        switch (step.Kind)
        {
            case StepKind.Create:
                var created = people.Single(p => p.Persnr == reply.GetProperty("persnr").GetString());
                created.Id = long.Parse(reply.GetProperty("id").GetString()!.TrimEnd('/').Split('/')[^1]);
                Assert.Equal(Views.User(created, step.By, today), Views.User(reply));
                break;
            case StepKind.Put or StepKind.Patch:
                Assert.Equal(Views.User(people[step.Person], step.By, today), Views.User(reply));
                break;
            case StepKind.SetStatus:
                Assert.Contains(Views.Status(reply), Views.Statuses(people.Single(p => reply.GetProperty("user").GetString()!.EndsWith("/" + p.Url, StringComparison.Ordinal)), step.By));
                break;
            case StepKind.ReportCourse:
                Assert.Contains(Views.Course(reply), people.SelectMany(p => Views.Courses(p, step.By)));
                break;
            default:
                CheckRead(step, reply, today);
                break;
        }
    }

    private void CheckRead(Step step, JsonElement reply, DateOnly today)
    {
        var person = people[step.Person];
        var seen = ReferenceModel.Sees(step.By, person);
        var (expected, actual) = step.Body["what"] switch
        {
            "user" => ([Views.User(person, step.By, today)], [Views.User(reply)]),
            "persnr" => (seen ? [Views.User(person, step.By, today)] : [], Rows(reply, Views.User)),
            "statuses" => (seen ? Views.Statuses(person, step.By) : [], Rows(reply, Views.Status)),
            _ => (seen ? Views.LatestStatuses(person, step.By, today) : [], Rows(reply, Views.Status)),
        };
        Assert.Equal(expected, actual);
    }

    private static IEnumerable<string> Rows(JsonElement list, Func<JsonElement, string> view) => list.GetProperty("results").EnumerateArray().Select(view);
}
