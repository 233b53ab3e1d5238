using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Model;

/// <summary>Whose token a step is made with.</summary>
internal enum Actor
{
    /// <summary>The demo application: sees every company but one.</summary>
    Company,

    /// <summary>The exam platform, with scope <c>exam</c>: sees what the demo application sees.</summary>
    Exam,

    /// <summary>An application that sees one company of the demo's and the one outside, so that people move out of sight and back.</summary>
    Bridge,

    /// <summary>The application that sees the company outside only.</summary>
    Outside,
}

internal enum StepKind
{
    Create,
    Put,
    Patch,
    SetStatus,
    ReportCourse,
    Read,
}

/// <summary>
/// One request. A body's values are texts, numbers, lists and dictionaries as JSON has them, and <see cref="Reference"/>,
/// <see cref="PersonRef"/> and <see cref="Day"/> for what is known only when the step is made.
/// </summary>
/// <param name="By">Who makes it.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Person">Which of the sequence's people it is about.</param>
/// <param name="Body">The body; of a read, what to read.</param>
internal sealed record Step(Actor By, StepKind Kind, int Person, Dictionary<string, object?> Body)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override string ToString() => $"{By} {Kind} person {Person}: {Render(Body, _ => 0, default)?.ToJsonString(Readable)}";

    /// <summary>The body as JSON.</summary>
    /// <param name="idOf">The number of a person of the sequence.</param>
    /// <param name="today">Today in Oslo.</param>
    public string ToJson(Func<int, long> idOf, DateOnly today) => Render(Body, idOf, today)!.ToJsonString();

    private static JsonNode? Render(object? value, Func<int, long> idOf, DateOnly today) => value switch
    {
        null => null,
        Reference reference => reference.Render(),
        PersonRef person => new Reference("user", idOf(person.Person).ToString(), person.Form).Render(),
        Day day => today == default ? $"today{day.Offset:+0;-0;}" : day.From(today).ToString("yyyy-MM-dd"),
        IReadOnlyDictionary<string, object?> fields => new JsonObject(fields.Select(f => KeyValuePair.Create(f.Key, Render(f.Value, idOf, today)))),
        IEnumerable<object?> items => new JsonArray([.. items.Select(item => Render(item, idOf, today))]),
        string text => JsonValue.Create(text),
        int number => JsonValue.Create(number),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "Not a value of a body."),
    };
}

/// <summary>The ways in which clients write references.</summary>
internal enum ReferenceForm
{
    Path,
    BareText,
    OldHost,
}

/// <summary>A reference to something with a known key.</summary>
internal sealed record Reference(string Resource, string Key, ReferenceForm Form)
{
    public JsonNode Render() => Form switch
    {
        ReferenceForm.Path => $"{TestServer.Root}{Resource}/{Key}/",
        ReferenceForm.BareText => Key,
        _ => $"https://old.example.no{TestServer.Root}{Resource}/{Key}/",
    };
}

/// <summary>A reference to one of the sequence's people.</summary>
internal sealed record PersonRef(int Person, ReferenceForm Form);

/// <summary>A date, counted from today.</summary>
internal sealed record Day(int Offset)
{
    public DateOnly From(DateOnly today) => today.AddDays(Offset);
}
