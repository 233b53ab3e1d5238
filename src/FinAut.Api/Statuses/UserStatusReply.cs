using FinAut.Api.Http;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Statuses;

namespace FinAut.Api.Statuses;

/// <summary>One record of a person's status in an ordning.</summary>
public sealed record UserStatusReply
{
    /// <summary>The record's URL.</summary>
    public required ResourceUrl Id { get; init; }

    /// <summary>The ordning's code.</summary>
    public required string Appname { get; init; }

    /// <summary>The ordning.</summary>
    public required ResourceUrl Ordning { get; init; }

    /// <summary>The person.</summary>
    public required ResourceUrl User { get; init; }

    /// <summary>The status' code, such as <c>afrnew</c>, <c>afrok</c>, <c>hvilende</c> or <c>utmeldt</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>The day from which the status holds; may lie ahead.</summary>
    public required DateOnly StatusDate { get; init; }

    /// <summary>The person who set it; null when Norsk Test's staff or the server did (a sign-up, for instance), or when you cannot see that person.</summary>
    public required ResourceUrl? StatusSetBy { get; init; }

    /// <summary>A comment, or empty.</summary>
    public required string Comment { get; init; }

    /// <summary>When the record was made.</summary>
    public required DateTimeOffset Created { get; init; }

    internal static UserStatusReply From(UserStatusRow row, ResourceUrls urls) => new()
    {
        Id = urls.UserStatus(row.Id),
        Appname = OrdningCatalogue.Get(row.OrdningId).AppName,
        Ordning = urls.Ordning(row.OrdningId),
        User = urls.User(row.UserId),
        Status = row.Status,
        Reason = row.Reason,
        StatusDate = row.StatusDate,
        StatusSetBy = row.StatusSetById is { } setBy ? urls.User(setBy) : null,
        Comment = row.Comment,
        Created = row.Created,
    };
}

internal sealed record UserStatusRow(
    long Id, long OrdningId, long UserId, string Status, string Reason, DateOnly StatusDate, long? StatusSetById, string Comment, DateTimeOffset Created)
{
    /// <summary>The same for a record in memory, to a caller who sees whoever set it.</summary>
    public static UserStatusRow Of(UserStatus s) =>
        new(s.Id, s.OrdningId, s.UserId, s.Status, s.Reason, s.StatusDate, s.StatusSetById, s.Comment, s.Created);
}
