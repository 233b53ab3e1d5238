using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Api.Http;
using FinAut.Domain.Data;
using FinAut.Domain.Privacy;
using FinAut.Domain.Users;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FinAut.Api.Privacy;

/// <summary>
/// Removes all that tells who a person is. What statistics count stays under the person's number: statuses, results, completed
/// courses, employments, with their dates (docs/decisions/0021-erasure.md).
/// </summary>
internal sealed class PersonErasure(FinAutDbContext db, OsloClock clock)
{
    /// <summary>What the audit trail calls it.</summary>
    public const string Action = "erased";

    private const string Mask = "***";
    private const int Tries = 10;

    private static readonly string[] Sides = ["old", "new"];

    // Deliveries are not indexed by person, for every change would pay for it.
    private static readonly TimeSpan LongStatement = TimeSpan.FromMinutes(5);

    /// <summary>Erases a person, in one transaction.</summary>
    /// <returns>False when there is no such person, or none any more.</returns>
    /// <exception cref="DbUpdateConcurrencyException">Others changed the person again and again.</exception>
    public async Task<bool> EraseAsync(long userId, CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(LongStatement);
        for (var attempt = 1; ; attempt++)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var version = await db.Users.IgnoreQueryFilters().Where(u => u.Id == userId && u.Erased == null)
                .Select(u => (int?)u.Version).SingleOrDefaultAsync(cancellationToken);
            if (version is null)
            {
                return false;
            }

            await EraseRecordsAsync([userId], cancellationToken);
            if (await ErasePersonAsync(userId, version.Value, cancellationToken))
            {
                await NoteAsync(userId, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return true;
            }

            // Changed meanwhile: what was added must go too.
            db.ChangeTracker.Clear();
            if (attempt == Tries)
            {
                throw new DbUpdateConcurrencyException("The person was changed again and again.");
            }
        }
    }

    /// <summary>
    /// Erases again what came to be at the moment of the erasure and could not be seen by it: a post that was under way and was written
    /// down afterwards, a link that was consented to.
    /// </summary>
    public async Task EraseRestAsync(long[] people, CancellationToken cancellationToken)
    {
        db.Database.SetCommandTimeout(LongStatement);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await EraseRecordsAsync(people, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        db.ChangeTracker.Clear();
    }

    // Records first and the person last, as in every other save: two saves at once would wait for each other else.
    private async Task EraseRecordsAsync(long[] people, CancellationToken cancellationToken)
    {
        var now = clock.UtcNow;
        await db.Results.IgnoreQueryFilters().Where(r => people.Contains(r.UserId))
            .ExecuteUpdateAsync(
                set => set.SetProperty(r => r.CompanyId, User.NoCompany).SetProperty(r => r.Version, r => r.Version + 1), cancellationToken);
        await db.UserStatuses.IgnoreQueryFilters().Where(s => people.Contains(s.UserId))
            .ExecuteUpdateAsync(
                set => set.SetProperty(s => s.CompanyId, User.NoCompany).SetProperty(s => s.Reason, "").SetProperty(s => s.Comment, ""), cancellationToken);
        var today = clock.Today;
        await db.Employments.IgnoreQueryFilters().Where(e => people.Contains(e.UserId))
            .ExecuteUpdateAsync(
                set => set.SetProperty(e => e.EmployeeAlias, "").SetProperty(e => e.EndDate, e => e.EndDate ?? (e.StartDate > today ? e.StartDate : today)),
                cancellationToken);
        await db.Administrations.IgnoreQueryFilters().Where(a => people.Contains(a.UserId)).ExecuteDeleteAsync(cancellationToken);
        await db.Accounts.Where(a => a.UserId != null && people.Contains(a.UserId.Value)).ExecuteDeleteAsync(cancellationToken);

        // Of no use to anybody, unique all the same, and never what a portal once held.
        await db.CompetencyResults.IgnoreQueryFilters().Where(r => people.Contains(r.UserLoginLink.UserId))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.ExternalId, r => Action + "-" + r.Id), cancellationToken);
        await db.UserLoginLinks.IgnoreQueryFilters().Where(l => people.Contains(l.UserId))
            .ExecuteUpdateAsync(
                set => set.SetProperty(l => l.ExtUserId, "").SetProperty(l => l.EncryptedUserId, l => Action + "-" + l.Id)
                    .SetProperty(l => l.Revoked, l => l.Revoked ?? now),
                cancellationToken);
        await EraseDeliveriesAsync(people, cancellationToken);
        await EraseAuditedValuesAsync(people, cancellationToken);
    }

    // What is not posted yet never is, and nothing can be posted again.
    private async Task EraseDeliveriesAsync(long[] people, CancellationToken cancellationToken)
    {
        var deliveries = db.WebhookDeliveries.IgnoreQueryFilters().Where(d => people.Contains(d.UserId));
        await deliveries.ExecuteUpdateAsync(
            set => set.SetProperty(d => d.Payload, (string?)null)
                .SetProperty(
                    d => d.State,
                    d => d.State == WebhookDeliveryState.Pending || d.State == WebhookDeliveryState.Held ? WebhookDeliveryState.Cancelled : d.State)
                .SetProperty(d => d.NextAttempt, (DateTimeOffset?)null).SetProperty(d => d.Manual, valueExpression: false)
                .SetProperty(d => d.ClaimedBy, (Guid?)null).SetProperty(d => d.ClaimedUntil, (DateTimeOffset?)null),
            cancellationToken);

        // Receivers echo what they are sent.
        await db.WebhookAttempts.Where(a => deliveries.Any(d => d.Id == a.DeliveryId))
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.Exchange, ""), cancellationToken);
    }

    // Who, when and which field stay.
    private async Task EraseAuditedValuesAsync(long[] people, CancellationToken cancellationToken)
    {
        var kept = db.Model.GetEntityTypes().SelectMany(KeptFields).ToHashSet();
        await foreach (var entry in db.AuditEntries.Where(e => e.UserId != null && people.Contains(e.UserId.Value)).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            db.Entry(entry).Property(e => e.Changes).CurrentValue = MaskChanges(entry.Changes, field => kept.Contains((entry.Entity, field)));
        }
    }

    private static IEnumerable<(string Entity, string Field)> KeptFields(IEntityType entity) => entity.GetProperties()
        .Where(property => !IsPersonal(property))
        .Select(property => (PersonExport.NameOf(entity.ClrType.Name), PersonExport.NameOf(property.Name)));

    private static bool IsPersonal(IProperty property) => property.PropertyInfo?.IsDefined(typeof(PersonalAttribute), inherit: false) != false;

    // What cannot be read, or names a field that nobody knows any more, is not kept.
    private static string MaskChanges(string changes, Func<string, bool> isKept)
    {
        try
        {
            var fields = JsonNode.Parse(changes)!.AsArray();
            foreach (var field in fields.OfType<JsonObject>().Where(f => !isKept(f["field"]?.GetValue<string>() ?? "")))
            {
                foreach (var side in Sides.Where(side => field[side] is not null))
                {
                    field[side] = Mask;
                }
            }

            return fields.ToJsonString();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return "[]";
        }
    }

    // The same persnr can be registered anew, as another person: nothing can have the hash that stands here now.
    private async Task<bool> ErasePersonAsync(long userId, int version, CancellationToken cancellationToken)
    {
        var (now, lookup) = (clock.UtcNow, RandomNumberGenerator.GetBytes(PersnrProtector.LookupLength));
        return await db.Users.IgnoreQueryFilters().Where(u => u.Id == userId && u.Version == version && u.Erased == null)
            .ExecuteUpdateAsync(
                set => set.SetProperty(u => u.PersnrCipher, Array.Empty<byte>()).SetProperty(u => u.PersnrLookup, lookup)
                    .SetProperty(u => u.FirstName, "").SetProperty(u => u.LastName, "")
                    .SetProperty(u => u.Email, "").SetProperty(u => u.Mobile, "")
                    .SetProperty(u => u.CompanyId, User.NoCompany).SetProperty(u => u.Erased, now)
                    .SetProperty(u => u.Changed, now).SetProperty(u => u.Version, u => u.Version + 1),
                cancellationToken) == 1;
    }

    private async Task NoteAsync(long userId, CancellationToken cancellationToken)
    {
        await db.AuditEntries.AddAsync(PrivacyAudit.Entry(db.Actor, userId, Action, clock.UtcNow), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }
}
