using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace FinAut.Api.OAuth;

/// <summary>What the database answered within the last second. A change made elsewhere takes effect within that time.</summary>
public sealed class RecentAnswers<TAnswer>(TimeProvider time)
    where TAnswer : class
{
    /// <summary>How long an answer is reused.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(0.9);

    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<string, (TAnswer Answer, long Asked)> _remembered = new(StringComparer.Ordinal);

    /// <summary>The answer to a question, if it is fresh.</summary>
    /// <returns>False when it must be asked.</returns>
    public bool TryGet(string question, [NotNullWhen(true)] out TAnswer? answer)
    {
        answer = _remembered.TryGetValue(question, out var entry) && time.GetElapsedTime(entry.Asked) < Freshness ? entry.Answer : null;
        return answer is not null;
    }

    /// <summary>Asks, and remembers the answer unless it is null.</summary>
    public async Task<TAnswer?> AskAsync(string question, Func<Task<TAnswer?>> ask)
    {
        var asked = time.GetTimestamp();
        var answer = await ask();
        if (answer is null)
        {
            Forget(question);
            return null;
        }

        if (_remembered.Count >= MaxRemembered)
        {
            _remembered.Clear();
        }

        _remembered[question] = (answer, asked);
        return answer;
    }

    /// <summary>Makes this node ask everything again.</summary>
    public void Clear() => _remembered.Clear();

    /// <summary>Makes this node ask again.</summary>
    public void Forget(string question) => _remembered.TryRemove(question, out _);
}
