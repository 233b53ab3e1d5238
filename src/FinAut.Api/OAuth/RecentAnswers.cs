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

    private readonly ConcurrentDictionary<string, (Lazy<Task<TAnswer?>> Answer, long Asked)> _open = new(StringComparer.Ordinal);

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

    /// <summary>
    /// Asks once for all who want to know at the same time: a customer who makes hundreds of requests at once would take every
    /// connection to the database for the same answer.
    /// </summary>
    /// <param name="question">What is asked.</param>
    /// <param name="ask">Asks. Nobody cancels it, since others may wait for it too.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    public Task<TAnswer?> AskTogetherAsync(string question, Func<Task<TAnswer?>> ask, CancellationToken cancellationToken)
    {
        var shared = _open.AddOrUpdate(
            question,
            static (_, mine) => mine,
            (_, others, mine) => time.GetElapsedTime(others.Asked) < Freshness ? others : mine,
            (Answer: new Lazy<Task<TAnswer?>>(AskOpenlyAsync), Asked: time.GetTimestamp()));
        return shared.Answer.Value.WaitAsync(cancellationToken);

        async Task<TAnswer?> AskOpenlyAsync()
        {
            try
            {
                return await AskAsync(question, ask);
            }
            finally
            {
                _open.TryRemove(question, out _);
            }
        }
    }

    /// <summary>Makes this node ask everything again.</summary>
    public void Clear()
    {
        _open.Clear();
        _remembered.Clear();
    }

    /// <summary>Makes this node ask again.</summary>
    public void Forget(string question)
    {
        _open.TryRemove(question, out _);
        _remembered.TryRemove(question, out _);
    }
}
