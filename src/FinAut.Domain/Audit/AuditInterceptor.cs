using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using FinAut.Domain.Accounts;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Competency;
using FinAut.Domain.Data;
using FinAut.Domain.Results;
using FinAut.Domain.Statuses;
using FinAut.Domain.Users;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FinAut.Domain.Audit;

/// <summary>
/// Adds an audit entry for every change that is saved, in the same transaction, so that no write can forget it. Access tokens,
/// the throttle's windows, webhook deliveries and keys of cookies are no changes of anybody's data and leave no entries.
/// </summary>
public sealed class AuditInterceptor(TimeProvider time) : SaveChangesInterceptor
{
    private const string Mask = "***";

    // Never shown, in no form.
    private static readonly string[] Masked =
        [
            nameof(User.PersnrCipher),
            nameof(Account.PasswordHash),
            nameof(Account.SecurityStamp),
            nameof(Account.AuthenticatorKeyCipher),
            nameof(Account.ResetHash),
            nameof(Account.LastCode),
            nameof(ApplicationSecret.Hash),
            nameof(WebhookEndpointSecret.Cipher),
            nameof(WebhookEndpoint.HeadersCipher),
        ];

    // Of no interest to a reader: they say nothing that the entry does not say by itself.
    private static readonly string[] Omitted =
        [
            nameof(User.PersnrLookup),
            nameof(User.Version),
            nameof(User.Changed),
            nameof(User.Created),
            nameof(User.Erased),
            nameof(UserStatus.SupersededFrom),
            "Id",
            .. EndpointHealth,
        ];

    // Changes with every failed attempt, which has a record of its own.
    private static string[] EndpointHealth =>
    [
        nameof(WebhookEndpoint.FailingSince),
        nameof(WebhookEndpoint.LastFailure),
        nameof(WebhookEndpoint.TransportFailures),
        nameof(WebhookEndpoint.PausedUntil),
    ];

    private static readonly Type[] Unaudited = [
            typeof(AuditEntry),
            typeof(AccessToken),
            typeof(ThrottleWindow),
            typeof(WebhookDelivery),
            typeof(WebhookAttempt),
            typeof(WebhookNotice),
            typeof(WebhookSequence),
            typeof(DataProtectionKey),
        ];

    // What an entry tells of each kind of row, which does not change.
    private readonly ConcurrentDictionary<IReadOnlyEntityType, List<(IProperty Property, string Name, bool Masked)>> _shown = [];

    /// <inheritdoc/>
    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result) =>
        throw new InvalidOperationException("Changes are saved with SaveChangesAsync only.");

    /// <inheritdoc/>
    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await AddEntriesAsync((FinAutDbContext)eventData.Context!, cancellationToken);
        return result;
    }

    private static string NameOf(string clrName) => JsonNamingPolicy.SnakeCaseLower.ConvertName(clrName);

    // A record's company only follows the person's, of which there is an entry.
    private static List<(IProperty Property, string Name, bool Masked)> Shown(IReadOnlyEntityType entity) =>
        [
            .. from property in ((IEntityType)entity).GetProperties()
               where !Omitted.Contains(property.Name)
               where !(entity.ClrType.IsAssignableTo(typeof(IPersonRecord)) && property.Name == nameof(IPersonRecord.CompanyId))
               select (property, property.Name == nameof(User.PersnrCipher) ? "persnr" : NameOf(property.Name), Masked.Contains(property.Name)),
        ];

    private static void WriteValue(Utf8JsonWriter json, string name, object? value, bool masked)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case var _ when masked:
                json.WriteString(name, Mask);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case IReadOnlyList<ResultTopic> topics:
                json.WritePropertyName(name);
                JsonSerializer.Serialize(json, topics, TopicsJsonContext.Default.IReadOnlyListResultTopic);
                break;
            case DateTimeOffset instant:
                json.WriteString(name, instant);
                break;
            case DateOnly date:
                json.WriteString(name, date.ToString("O", CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static long? PersonOf(EntityEntry entry) => entry.Entity switch
    {
        User user => user.Id,
        CompetencyResult result => result.UserLoginLink?.UserId,
        _ when entry.Metadata.FindProperty("UserId") is not null => (long?)entry.Property("UserId").CurrentValue,
        _ => null,
    };

    private string Describe(EntityEntry entry)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var (metadata, name, masked) in _shown.GetOrAdd(entry.Metadata, Shown))
            {
                var property = entry.Property(metadata);
                if (entry.State == EntityState.Modified && !property.IsModified)
                {
                    continue;
                }

                json.WriteStartObject();
                json.WriteString("field", name);
                WriteValue(json, "old", entry.State == EntityState.Added ? null : property.OriginalValue, masked);
                WriteValue(json, "new", entry.State == EntityState.Deleted ? null : property.CurrentValue, masked);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private async Task AddEntriesAsync(FinAutDbContext db, CancellationToken cancellationToken)
    {
        var changes = db.ChangeTracker.Entries()
            .Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && !Unaudited.Contains(e.Entity.GetType()))
            .ToList();
        foreach (var entry in changes)
        {
            var description = Describe(entry);
            if (entry.State == EntityState.Modified && description == "[]")
            {
                continue;
            }

            var audit = new AuditEntry
            {
                At = time.GetUtcNow(),
                ActorKind = db.Actor.Kind,
                Actor = db.Actor.Name,
                Action = entry.State switch
                {
                    EntityState.Added => "created",
                    EntityState.Deleted => "deleted",
                    _ => "changed",
                },
                Entity = NameOf(entry.Entity.GetType().Name),
                EntityId = entry.Metadata.FindPrimaryKey() is { Properties: [{ Name: "Id" } key] } ? (long)entry.Property(key.Name).CurrentValue! : 0,
                UserId = PersonOf(entry),
                Changes = description,
                CorrelationId = db.Actor.CorrelationId,
            };
            await db.AuditEntries.AddAsync(audit, cancellationToken);
        }
    }
}
