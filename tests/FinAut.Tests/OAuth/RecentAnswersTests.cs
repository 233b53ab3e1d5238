using FinAut.Api.OAuth;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.OAuth;

public sealed class RecentAnswersTests
{
    private const string Question = "who?";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TestTime _time = TestTime.YearsAhead();
    private readonly RecentAnswers<string> _answers;
    private readonly List<TaskCompletionSource<string?>> _asked = [];

    public RecentAnswersTests() => _answers = new RecentAnswers<string>(_time);

    [Fact]
    public async Task Who_asks_while_another_waits_for_the_same_answer_waits_with_them()
    {
        var waiting = Enumerable.Range(0, 100).Select(_ => AskAsync()).ToList();

        Assert.Single(_asked).SetResult("me");
        Assert.All(await Task.WhenAll(waiting).WaitAsync(Patience), answer => Assert.Equal("me", answer));
        Assert.True(_answers.TryGet(Question, out _));
    }

    [Fact]
    public async Task Other_questions_are_asked_each()
    {
        var (first, second) = (AskAsync(), AskAsync("what?"));

        Assert.Equal(2, _asked.Count);
        _asked[1].SetResult("that");
        _asked[0].SetResult("me");
        Assert.Equal(("me", "that"), (await first.WaitAsync(Patience), await second.WaitAsync(Patience)));
    }

    [Fact]
    public async Task Nobody_waits_for_an_answer_that_would_be_old()
    {
        var first = AskAsync();
        _time.Advance(RecentAnswers<string>.Freshness);
        var second = AskAsync();

        _asked[1].SetResult("new");
        _asked[0].SetResult("old");
        Assert.Equal(("old", "new"), (await first.WaitAsync(Patience), await second.WaitAsync(Patience)));
    }

    [Fact]
    public async Task What_was_forgotten_is_asked_again_even_when_the_answer_is_on_its_way()
    {
        var first = AskAsync();
        _answers.Forget(Question);
        var second = AskAsync();
        _answers.Clear();
        var third = AskAsync();

        Assert.Equal(3, _asked.Count);
        _asked.ForEach(asked => asked.SetResult("me"));
        await Task.WhenAll(first, second, third).WaitAsync(Patience);
    }

    [Fact]
    public async Task Who_gives_up_leaves_the_others_waiting()
    {
        using var gone = new CancellationTokenSource();
        var (first, second) = (AskAsync(Question, gone.Token), AskAsync());

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.WaitAsync(Patience));
        Assert.Single(_asked).SetResult("me");
        Assert.Equal("me", await second.WaitAsync(Patience));
    }

    [Fact]
    public async Task A_failure_is_told_to_all_who_wait_and_not_remembered()
    {
        var waiting = new[] { AskAsync(), AskAsync() };
        Assert.Single(_asked).SetException(new TimeoutException());
        foreach (var each in waiting)
        {
            await Assert.ThrowsAsync<TimeoutException>(() => each.WaitAsync(Patience));
        }

        var again = AskAsync();
        _asked[1].SetResult("me");
        Assert.Equal("me", await again.WaitAsync(Patience));
    }

    [Fact]
    public async Task That_there_is_none_is_not_remembered()
    {
        var first = AskAsync();
        _asked[0].SetResult(null);
        Assert.Null(await first.WaitAsync(Patience));

        var second = AskAsync();
        _asked[1].SetResult("me");
        Assert.Equal("me", await second.WaitAsync(Patience));
    }

    private Task<string?> AskAsync(string question = Question, CancellationToken cancellationToken = default) => _answers.AskTogetherAsync(
        question,
        () =>
        {
            // Those who wait go on where the answer is set, or a test would wait for a thread.
            _asked.Add(new TaskCompletionSource<string?>());
            return _asked[^1].Task;
        },
        cancellationToken);
}
