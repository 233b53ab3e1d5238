using System.Collections.Concurrent;
using System.Diagnostics;

namespace FinAut.Tests.Infrastructure;

/// <summary>Counts the commands that reach one database, by Npgsql's own tracing.</summary>
public sealed class QueryCounter : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<string> _statements = new();

    public QueryCounter(string database)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                var name = activity.GetTagItem("db.namespace") ?? activity.GetTagItem("db.name");
                var statement = activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement");
                if (statement is not null && name?.ToString()?.Contains(database, StringComparison.Ordinal) == true)
                {
                    _statements.Enqueue(statement.ToString()!);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public int Count => _statements.Count;

    public IReadOnlyCollection<string> Statements => _statements;

    public void Reset() => _statements.Clear();

    public void Dispose() => _listener.Dispose();
}
