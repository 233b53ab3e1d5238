using System.Text.Json;
using System.Text.Json.Serialization;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.Results;

/// <summary>The result of one sitting of an exam.</summary>
public sealed class Result : IPersonRecord
{
    /// <summary>Longest exam name, exam type or topic name, in characters.</summary>
    public const int TextMaxLength = 255;

    /// <summary>Highest score, in percent; the lowest is 0.</summary>
    public const decimal MaxScore = 100m;

    /// <summary>Decimals of a score.</summary>
    public const int ScoreDecimals = 2;

    /// <summary>The number in the result's URL.</summary>
    public long Id { get; init; }

    /// <summary>The person.</summary>
    public required long UserId { get; init; }

    /// <inheritdoc/>
    public long CompanyId { get; set; }

    /// <summary>The ordning.</summary>
    public required long OrdningId { get; init; }

    /// <summary>What was examined.</summary>
    public required string ExamName { get; init; }

    /// <summary>The kind of exam.</summary>
    public required string ExamType { get; init; }

    /// <summary>Percent, 0 to 100 with at most two decimals, or null for an exam without a score.</summary>
    public required decimal? Score { get; set; }

    /// <summary>Whether the exam was passed; the exam system decides.</summary>
    public required bool Passed { get; set; }

    /// <summary>The day of the exam, a date in Oslo.</summary>
    public required DateOnly ExamDate { get; set; }

    /// <summary>Which attempt it was, from 1.</summary>
    public required int Attempt { get; set; }

    /// <summary>The topics of the exam; may be empty.</summary>
    public required IReadOnlyList<ResultTopic> Topics { get; set; }

    /// <summary>When the result arrived, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it last changed, UTC.</summary>
    public required DateTimeOffset Changed { get; set; }

    /// <summary>Grows with every correction, so that two corrections at once are noticed.</summary>
    public int Version { get; private set; } = 1;

    /// <summary>The person.</summary>
    public User User { get; private set; } = null!;

    /// <summary>Notes a correction.</summary>
    /// <param name="now">UTC.</param>
    public void Touch(DateTimeOffset now)
    {
        Changed = now;
        Version++;
    }
}

/// <summary>One topic (emne) of an exam.</summary>
/// <param name="Name">The topic's name.</param>
/// <param name="Score">Percent, 0 to 100 with at most two decimals, or null.</param>
/// <param name="Passed">Whether the topic was passed.</param>
public sealed record ResultTopic(string Name, decimal? Score, bool Passed);

internal sealed class ResultConfiguration : IEntityTypeConfiguration<Result>
{
    public void Configure(EntityTypeBuilder<Result> builder)
    {
        builder.ToTable("Results");
        builder.Property(r => r.ExamName).HasMaxLength(Result.TextMaxLength);
        builder.Property(r => r.ExamType).HasMaxLength(Result.TextMaxLength);
        builder.Property(r => r.Score).HasPrecision(5, Result.ScoreDecimals);
        builder.Property(r => r.Topics).HasConversion(
            topics => JsonSerializer.Serialize(topics, TopicsJsonContext.Default.IReadOnlyListResultTopic),
            text => JsonSerializer.Deserialize(text, TopicsJsonContext.Default.IReadOnlyListResultTopic)!,
            new ValueComparer<IReadOnlyList<ResultTopic>>(
                (a, b) => a != null && b != null && a.SequenceEqual(b),
                topics => topics.Aggregate(0, (hash, topic) => HashCode.Combine(hash, topic)),
                topics => topics));
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.HasOne<Ordning>().WithMany().HasForeignKey(r => r.OrdningId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(r => r.User).WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(r => new { r.UserId, r.OrdningId });
        builder.HasIndex(r => r.Created);
        builder.HasIndex(r => new { r.CompanyId, r.Created, r.Id });
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<ResultTopic>))]
internal sealed partial class TopicsJsonContext : JsonSerializerContext;
