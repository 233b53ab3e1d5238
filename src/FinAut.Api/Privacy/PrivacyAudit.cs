using FinAut.Domain.Audit;

namespace FinAut.Api.Privacy;

/// <summary>What the audit trail notes of an export or an erasure: who, when and whom, and nothing of what was in it.</summary>
internal static class PrivacyAudit
{
    public static AuditEntry Entry(Actor actor, long userId, string action, DateTimeOffset now) => new()
    {
        At = now,
        ActorKind = actor.Kind,
        Actor = actor.Name,
        Action = action,
        Entity = "user",
        EntityId = userId,
        UserId = userId,
        Changes = "[]",
        CorrelationId = actor.CorrelationId,
    };
}
