using System.Linq.Expressions;
using System.Text.Json.Serialization;
using FinAut.Api.Http;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Results;

namespace FinAut.Api.Results;

/// <summary>The result of one sitting of an exam.</summary>
public sealed record ResultReply
{
    /// <summary>What <see cref="Status"/> says of a passed exam.</summary>
    public const string PassedStatus = "bestått";

    /// <summary>What <see cref="Status"/> says of a failed exam.</summary>
    public const string FailedStatus = "ikke bestått";

    /// <summary>The result's URL.</summary>
    public required ResourceUrl Id { get; init; }

    /// <summary>The person.</summary>
    public required ResourceUrl User { get; init; }

    /// <summary>The ordning's code.</summary>
    public required string Appname { get; init; }

    /// <summary>The ordning.</summary>
    public required ResourceUrl Ordning { get; init; }

    /// <summary>What was examined.</summary>
    public required string ExamName { get; init; }

    /// <summary>The kind of exam.</summary>
    public required string ExamType { get; init; }

    /// <summary>Percent, 0 to 100 with at most two decimals, or null for an exam without a score.</summary>
    [JsonConverter(typeof(PercentConverter))]
    public required decimal? Score { get; init; }

    /// <summary>Whether the exam was passed.</summary>
    public required bool Passed { get; init; }

    /// <summary>The same in words: <c>bestått</c> or <c>ikke bestått</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The day of the exam.</summary>
    public required DateOnly ExamDate { get; init; }

    /// <summary>Which attempt it was, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The topics (emner) of the exam.</summary>
    public required IReadOnlyList<TopicReply> Topics { get; init; }

    /// <summary>When the result arrived.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset Changed { get; init; }

    internal static Expression<Func<Result, ResultRow>> Row { get; } = r => new ResultRow(
        r.Id, r.UserId, r.OrdningId, r.ExamName, r.ExamType, r.Score, r.Passed, r.ExamDate, r.Attempt, r.Topics, r.Created, r.Changed);

    /// <summary>The same for a result in memory.</summary>
    internal static ResultRow ToRow(Result r) => new(
        r.Id, r.UserId, r.OrdningId, r.ExamName, r.ExamType, r.Score, r.Passed, r.ExamDate, r.Attempt, r.Topics, r.Created, r.Changed);

    internal static ResultReply From(ResultRow row, ResourceUrls urls) => new()
    {
        Id = urls.Result(row.Id),
        User = urls.User(row.UserId),
        Appname = OrdningCatalogue.Get(row.OrdningId).AppName,
        Ordning = urls.Ordning(row.OrdningId),
        ExamName = row.ExamName,
        ExamType = row.ExamType,
        Score = row.Score,
        Passed = row.Passed,
        Status = row.Passed ? PassedStatus : FailedStatus,
        ExamDate = row.ExamDate,
        Attempt = row.Attempt,
        Topics = [.. row.Topics.Select(t => new TopicReply(t.Name, t.Score, t.Passed))],
        Created = row.Created,
        Changed = row.Changed,
    };
}

/// <summary>One topic (emne) of an exam.</summary>
/// <param name="Name">The topic's name.</param>
/// <param name="Score">Percent, 0 to 100 with at most two decimals, or null.</param>
/// <param name="Passed">Whether the topic was passed.</param>
public sealed record TopicReply(string Name, [property: JsonConverter(typeof(PercentConverter))] decimal? Score, bool Passed);

internal sealed record ResultRow(
    long Id,
    long UserId,
    long OrdningId,
    string ExamName,
    string ExamType,
    decimal? Score,
    bool Passed,
    DateOnly ExamDate,
    int Attempt,
    IReadOnlyList<ResultTopic> Topics,
    DateTimeOffset Created,
    DateTimeOffset Changed);
