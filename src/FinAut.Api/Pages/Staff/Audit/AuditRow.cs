using System.Linq.Expressions;
using System.Text.Json;
using FinAut.Api.Keys;
using FinAut.Api.Privacy;
using FinAut.Domain.Audit;

namespace FinAut.Api.Pages.Staff.Audit;

/// <summary>An entry of the audit trail on a page.</summary>
internal sealed record AuditRow(
    long Id,
    DateTimeOffset At,
    ActorKind ActorKind,
    string Actor,
    string Action,
    string Entity,
    long EntityId,
    long? UserId,
    string Changes,
    string CorrelationId)
{
    /// <summary>What is read of an entry.</summary>
    public static Expression<Func<AuditEntry, AuditRow>> From { get; } = e => new AuditRow(
        e.Id, e.At, e.ActorKind, e.Actor, e.Action, e.Entity, e.EntityId, e.UserId, e.Changes, e.CorrelationId);

    /// <summary>Field by field what it was and what it became.</summary>
    public IReadOnlyList<AuditChange> Fields()
    {
        try
        {
            using var json = JsonDocument.Parse(Changes);
            return [.. json.RootElement.EnumerateArray().Select(c => new AuditChange(Text(c, "field"), Text(c, "old"), Text(c, "new")))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return [new AuditChange("", Changes, "")];
        }
    }

    /// <summary>Who did it.</summary>
    public string Who(Language language) => ActorKind switch
    {
        ActorKind.Application => language["applikasjon ", "application "] + Bidi.Isolate(Actor),
        ActorKind.ApiUser => language["API-bruker ", "API user "] + Bidi.Isolate(Actor),
        ActorKind.Staff => language["ansatt ", "staff "] + Bidi.Isolate(Actor),
        ActorKind.System => language["tjeneren: ", "the server: "] + Bidi.Isolate(Actor),
        ActorKind.Candidate => language["kandidat med konto ", "candidate with account "] + Bidi.Isolate(Actor),
        _ => Actor,
    };

    /// <summary>What was done.</summary>
    public string What(Language language) => NameOf(Action, language);

    /// <summary>An action in words.</summary>
    public static string NameOf(string action, Language language) => action switch
    {
        "created" => language["opprettet", "created"],
        "changed" => language["endret", "changed"],
        "deleted" => language["slettet", "deleted"],
        PersonExport.Action => language["hentet ut", "exported"],
        PersonErasure.Action => language["slettet for godt", "erased"],
        KeyRotation.Action => language["skrevet med nye nøkler", "rewritten under new keys"],
        "refused" => language["avvist", "refused"],
        _ => action,
    };

    private static string Text(JsonElement change, string name) => change.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.Null => "",
            JsonValueKind.String => value.GetString()!,
            _ => value.GetRawText(),
        }
        : "";
}

/// <summary>What became of a field.</summary>
/// <param name="Field">The field.</param>
/// <param name="Old">What it was, or empty.</param>
/// <param name="New">What it became, or empty.</param>
internal sealed record AuditChange(string Field, string Old, string New);

/// <summary>Entries to show.</summary>
/// <param name="Rows">The entries.</param>
/// <param name="OfOnePerson">Whether they are all about one person.</param>
/// <param name="Empty">What to say when there are none.</param>
internal sealed record AuditTable(IReadOnlyList<AuditRow> Rows, bool OfOnePerson, string Empty);
