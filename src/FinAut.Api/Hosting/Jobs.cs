using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace FinAut.Api.Hosting;

/// <summary>
/// Runs the jobs of hosted services again and again, and tells how they fare: meter <c>FinAut.Jobs</c>. A turn that fails is told of,
/// and the next one tries anew.
/// </summary>
internal sealed class Jobs
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "FinAut.Jobs";

    private readonly TimeProvider _time;
    private readonly Counter<long> _runs;
    private readonly ConcurrentDictionary<string, Job> _jobs = new(StringComparer.Ordinal);

    public Jobs(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(MeterName);
        _runs = meter.CreateCounter<long>("finaut.jobs.runs", "{run}", "Turns of jobs, by job and outcome.");
        meter.CreateObservableGauge(
            "finaut.jobs.last_success",
            () => _jobs.Values.Select(job => new Measurement<double>(job.LastSuccess.ToUnixTimeMilliseconds() / 1000.0, job.Tag)),
            "s",
            "When a job last did what it is for, or began if it never has, as Unix time.");
        meter.CreateObservableGauge(
            "finaut.jobs.interval",
            () => _jobs.Values.Select(job => new Measurement<double>(job.Interval.TotalSeconds, job.Tag)),
            "s",
            "How often a job is to run.");
    }

    /// <summary>Watches a job from now on.</summary>
    /// <param name="name">What it is known by.</param>
    /// <param name="interval">How often it is to succeed.</param>
    public Job Watch(string name, TimeSpan interval) => _jobs[name] = new Job(name, interval, _time, _runs);

    /// <summary>Runs a job until the server stops.</summary>
    /// <param name="name">What it is known by.</param>
    /// <param name="interval">From the beginning of one turn to that of the next.</param>
    /// <param name="work">One turn.</param>
    /// <param name="onFailure">Tells of a turn that failed.</param>
    /// <param name="stoppingToken">Ends it.</param>
    /// <param name="beginAtOnce">Whether the first turn comes before the first wait.</param>
    public async Task RunAsync(
        string name,
        TimeSpan interval,
        Func<CancellationToken, Task> work,
        Action<Exception> onFailure,
        CancellationToken stoppingToken,
        bool beginAtOnce = false)
    {
        var job = Watch(name, interval);
        using var timer = new PeriodicTimer(interval, _time);
        while (beginAtOnce || await timer.WaitForNextTickAsync(stoppingToken))
        {
            beginAtOnce = false;
            try
            {
                await work(stoppingToken);
                job.Succeeded();
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                job.Failed();
                onFailure(exception);
            }
        }
    }
}

/// <summary>How one job fares.</summary>
/// <param name="name">What it is known by.</param>
/// <param name="interval">How often it is to succeed.</param>
/// <param name="time">The clock.</param>
/// <param name="runs">Counts turns.</param>
internal sealed class Job(string name, TimeSpan interval, TimeProvider time, Counter<long> runs)
{
    private long _lastSuccessTicks = time.GetUtcNow().Ticks;

    /// <summary>How often it is to succeed.</summary>
    public TimeSpan Interval => interval;

    /// <summary>When it last succeeded, UTC.</summary>
    public DateTimeOffset LastSuccess => new(Volatile.Read(ref _lastSuccessTicks), TimeSpan.Zero);

    /// <summary>Its name, as metrics carry it.</summary>
    public KeyValuePair<string, object?> Tag { get; } = new("finaut.job", name);

    /// <summary>Notes a turn that did what the job is for.</summary>
    public void Succeeded()
    {
        Volatile.Write(ref _lastSuccessTicks, time.GetUtcNow().Ticks);
        Count("succeeded");
    }

    /// <summary>Notes a turn that failed.</summary>
    public void Failed() => Count("failed");

    private void Count(string outcome) => runs.Add(1, Tag, new KeyValuePair<string, object?>("outcome", outcome));
}
