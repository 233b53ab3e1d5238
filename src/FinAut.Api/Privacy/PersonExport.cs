using System.Data;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using FinAut.Api.Webhooks;
using FinAut.Domain.Accounts;
using FinAut.Domain.Audit;
using FinAut.Domain.Competency;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Results;
using FinAut.Domain.Statuses;
using FinAut.Domain.UserLogin;
using FinAut.Domain.Users;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FinAut.Api.Privacy;

/// <summary>
/// Everything that is held on a person, as JSON: every column of every table about people, but for what <see cref="Withheld"/> names. A
/// new column is exported by itself; a new table fails a test until it stands here.
/// </summary>
internal sealed class PersonExport(FinAutDbContext db, PersnrProtector protector, TimeProvider time)
{
    /// <summary>What the audit trail calls it.</summary>
    public const string Action = "exported";

    private const string Unreadable = "(cannot be read: its key is missing)";

    // Deliveries are not indexed by person.
    private static readonly TimeSpan LongStatement = TimeSpan.FromMinutes(5);

    private static readonly JsonWriterOptions Form = new() { Indented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Columns that are not exported, and why.</summary>
    public static IReadOnlyDictionary<(Type Entity, string Property), string> Withheld { get; } = new Dictionary<(Type, string), string>
    {
        [(typeof(User), nameof(User.PersnrCipher))] = "the persnr itself is exported",
        [(typeof(User), nameof(User.PersnrLookup))] = "the persnr itself is exported",
        [(typeof(User), nameof(User.Erased))] = "nobody who was erased is exported",
        [(typeof(Account), nameof(Account.PasswordHash))] = "a secret that proves who signs in",
        [(typeof(Account), nameof(Account.SecurityStamp))] = "a secret that sessions rest on",
        [(typeof(Account), nameof(Account.AuthenticatorKeyCipher))] = "a secret that proves who signs in",
        [(typeof(Account), nameof(Account.LastCode))] = "a secret that proves who signs in",
        [(typeof(Account), nameof(Account.ResetHash))] = "a secret that proves who signs in",
        [(typeof(UserLoginLink), nameof(UserLoginLink.EncryptedUserId))] = "random, and of use to the course portal's API user alone",
        [(typeof(WebhookAttempt), nameof(WebhookAttempt.Exchange))] = "the reply of a company's own system; what was sent to it is exported",
    };

    /// <summary>The entities that are exported.</summary>
    public static IReadOnlyList<Type> Entities { get; } =
    [
        typeof(User), typeof(Employment), typeof(UserRole), typeof(Administration), typeof(UserStatus), typeof(Result), typeof(CompetencyResult),
        typeof(UserLoginLink), typeof(Account), typeof(WebhookDelivery), typeof(WebhookAttempt), typeof(AuditEntry),
    ];

    /// <summary>A name as the export and the audit trail write it.</summary>
    internal static string NameOf(string clrName) => JsonNamingPolicy.SnakeCaseLower.ConvertName(clrName);

    /// <summary>Exports a person, and notes in the audit trail that it was done.</summary>
    /// <returns>The JSON in UTF-8; null when there is no such person.</returns>
    public async Task<byte[]?> ExportAsync(long userId, CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(LongStatement);

        // As it was at one moment.
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var person = await db.Users.IgnoreQueryFilters().AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId && u.Erased == null, cancellationToken);
        if (person is null)
        {
            return null;
        }

        using var buffer = new MemoryStream();
        await using (var json = new Utf8JsonWriter(buffer, Form))
        {
            await WriteAsync(json, person, cancellationToken);
        }

        await db.AuditEntries.AddAsync(PrivacyAudit.Entry(db.Actor, userId, Action, time.GetUtcNow()), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return buffer.ToArray();
    }

    private async Task WriteAsync(Utf8JsonWriter json, User person, CancellationToken cancellationToken)
    {
        var id = person.Id;
        json.WriteStartObject();
        json.WriteString("exported", time.GetUtcNow());
        json.WriteString("persnr", Reveal(person));
        json.WritePropertyName("user");
        WriteRow(json, person);
        var employments = await WriteAllAsync(json, "employments", db.Employments.Where(e => e.UserId == id).OrderBy(e => e.Id), cancellationToken);
        await WriteAllAsync(json, "roles", db.UserRoles.Where(r => r.UserId == id).OrderBy(r => r.OrdningId).ThenBy(r => r.UserType), cancellationToken);
        var administrations = await WriteAllAsync(json, "administrations", db.Administrations.Where(a => a.UserId == id).OrderBy(a => a.CompanyId), cancellationToken);
        await WriteAllAsync(json, "statuses", db.UserStatuses.Where(s => s.UserId == id).OrderBy(s => s.Id), cancellationToken);
        await WriteAllAsync(json, "results", db.Results.Where(r => r.UserId == id).OrderBy(r => r.Id), cancellationToken);
        await WriteAllAsync(json, "competency_results", db.CompetencyResults.Where(r => r.UserLoginLink.UserId == id).OrderBy(r => r.Id), cancellationToken);
        var links = await WriteAllAsync(json, "userlogin_links", db.UserLoginLinks.Where(l => l.UserId == id).OrderBy(l => l.Id), cancellationToken);
        await WriteAllAsync(json, "accounts", db.Accounts.Where(a => a.UserId == id), cancellationToken);
        await WriteDeliveriesAsync(json, id, links, cancellationToken);
        await WriteAuditAsync(json, id, links, cancellationToken);
        await WriteSetForOthersAsync(json, id, cancellationToken);
        await WriteNamesAsync(
            json,
            [person.CompanyId, .. employments.Select(e => e.CompanyId), .. administrations.Select(a => a.CompanyId)],
            [.. employments.Select(e => e.DepartmentId)],
            [.. links.Select(l => l.ClientId)],
            cancellationToken);
        json.WriteEndObject();
    }

    private async Task<List<T>> WriteAllAsync<T>(Utf8JsonWriter json, string name, IQueryable<T> query, CancellationToken cancellationToken)
        where T : class
    {
        var rows = await query.IgnoreQueryFilters().AsNoTracking().ToListAsync(cancellationToken);
        json.WriteStartArray(name);
        rows.ForEach(row => WriteRow(json, row));
        json.WriteEndArray();
        return rows;
    }

    private async Task WriteDeliveriesAsync(Utf8JsonWriter json, long userId, List<UserLoginLink> links, CancellationToken cancellationToken)
    {
        var deliveries = await db.WebhookDeliveries.IgnoreQueryFilters().AsNoTracking().AsSplitQuery().Include(d => d.Log)
            .Where(d => d.UserId == userId).OrderBy(d => d.Id).ToListAsync(cancellationToken);
        json.WriteStartArray("webhook_deliveries");
        foreach (var delivery in deliveries)
        {
            json.WriteStartObject();
            WriteColumns(json, delivery, links);
            json.WriteStartArray("log");
            foreach (var attempt in delivery.Log.OrderBy(a => a.Id))
            {
                WriteRow(json, attempt);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private async Task WriteAuditAsync(Utf8JsonWriter json, long userId, List<UserLoginLink> links, CancellationToken cancellationToken)
    {
        json.WriteStartArray("audit_entries");
        await foreach (var entry in db.AuditEntries.AsNoTracking().Where(e => e.UserId == userId).OrderBy(e => e.Id).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            json.WriteStartObject();
            WriteColumns(json, entry, links);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Bodies and the audit trail hold the encrypted user ids, too.
    private static string WithoutSecrets(string payload, List<UserLoginLink> links) =>
        links.Aggregate(payload, (text, link) => text.Replace(link.EncryptedUserId, Redaction.Masked, StringComparison.Ordinal));

    // What the person did; whom it was done to is the others' own business.
    private async Task WriteSetForOthersAsync(Utf8JsonWriter json, long userId, CancellationToken cancellationToken)
    {
        var set = await db.UserStatuses.IgnoreQueryFilters().Where(s => s.StatusSetById == userId && s.UserId != userId).OrderBy(s => s.Id)
            .Select(s => new { s.Id, s.Created }).ToListAsync(cancellationToken);
        json.WriteStartArray("statuses_set_for_others");
        foreach (var status in set)
        {
            json.WriteStartObject();
            json.WriteNumber("id", status.Id);
            json.WriteString("created", status.Created);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // What the numbers stand for, for a reader who cannot look them up.
    private async Task WriteNamesAsync(
        Utf8JsonWriter json, HashSet<long> companies, HashSet<long> departments, HashSet<long> clients, CancellationToken cancellationToken)
    {
        json.WriteStartObject("names");
        WriteNames(json, "companies", await db.Companies.IgnoreQueryFilters().Where(c => companies.Contains(c.Id))
            .OrderBy(c => c.Id).Select(c => KeyValuePair.Create(c.Id, c.Navn)).ToListAsync(cancellationToken));
        WriteNames(json, "departments", await db.Departments.IgnoreQueryFilters().Where(d => departments.Contains(d.Id))
            .OrderBy(d => d.Id).Select(d => KeyValuePair.Create(d.Id, d.Name)).ToListAsync(cancellationToken));
        WriteNames(json, "userlogin_clients", await db.UserLoginClients.Where(c => clients.Contains(c.Id))
            .OrderBy(c => c.Id).Select(c => KeyValuePair.Create(c.Id, c.Name)).ToListAsync(cancellationToken));
        WriteNames(json, "ordninger", OrdningCatalogue.All.Select(o => KeyValuePair.Create(o.Id, o.Name)));
        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string kind, IEnumerable<KeyValuePair<long, string>> names)
    {
        json.WriteStartObject(kind);
        foreach (var (id, name) in names)
        {
            json.WriteString(id.ToString(CultureInfo.InvariantCulture), name);
        }

        json.WriteEndObject();
    }

    private IEnumerable<IProperty> PropertiesOf(Type entity) =>
        db.Model.FindEntityType(entity)!.GetProperties().Where(p => !Withheld.ContainsKey((entity, p.Name)));

    private void WriteRow(Utf8JsonWriter json, object row)
    {
        json.WriteStartObject();
        WriteColumns(json, row, []);
        json.WriteEndObject();
    }

    private void WriteColumns(Utf8JsonWriter json, object row, List<UserLoginLink> links)
    {
        foreach (var property in PropertiesOf(row.GetType()))
        {
            json.WritePropertyName(NameOf(property.Name));
            var value = property.PropertyInfo!.GetValue(row);
            if (value is string text && (property.Name is nameof(WebhookDelivery.Payload) or nameof(AuditEntry.Changes)))
            {
                WriteJson(json, WithoutSecrets(text, links));
            }
            else
            {
                WriteValue(json, value, property.Name);
            }
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object? value, string name)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case Enum code:
                json.WriteStringValue(NameOf(code.ToString()));
                break;
            case DateTimeOffset instant:
                json.WriteStringValue(instant.ToUniversalTime());
                break;
            case DateOnly date:
                json.WriteStringValue(date.ToString("O", CultureInfo.InvariantCulture));
                break;
            case int or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case IReadOnlyList<ResultTopic> topics:
                WriteTopics(json, topics);
                break;
            case Guid guid:
                json.WriteStringValue(guid);
                break;
            default:
                throw new NotSupportedException($"Nobody has said how {name} is exported.");
        }
    }

    private static void WriteJson(Utf8JsonWriter json, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            document.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteStringValue(text);
        }
    }

    private static void WriteTopics(Utf8JsonWriter json, IReadOnlyList<ResultTopic> topics)
    {
        json.WriteStartArray();
        foreach (var topic in topics)
        {
            json.WriteStartObject();
            json.WriteString("name", topic.Name);
            json.WritePropertyName("score");
            WriteValue(json, topic.Score, "score");
            json.WriteBoolean("passed", topic.Passed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private string Reveal(User person)
    {
        try
        {
            return protector.Reveal(person.PersnrCipher, person.PersnrLookup).Digits;
        }
        catch (CryptographicException)
        {
            return Unreadable;
        }
    }
}
