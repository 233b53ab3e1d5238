using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FinAut.Tests.Infrastructure;

/// <summary>Keeps every log line as the code wrote it, before any masking, with its scopes and the request's correlation id.</summary>
public sealed class CapturedLogs : ILoggerProvider, ISupportExternalScope
{
    // As the server's own log finds the request to which a line belongs.
    private static readonly HttpContextAccessor Accessor = new();

    private readonly ConcurrentQueue<LogLine> _lines = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public IReadOnlyCollection<LogLine> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Logger(CapturedLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logs._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scopes = new List<string>();
            logs._scopes.ForEachScope((scope, list) => list.Add(Describe(scope)), scopes);
            if (Accessor.HttpContext is { } context)
            {
                scopes.Add($"CorrelationId={context.TraceIdentifier}");
            }

            logs._lines.Enqueue(new LogLine(logLevel, category, formatter(state, exception), exception?.ToString(), string.Join(' ', scopes)));
        }

        private static string Describe(object? scope) => scope is IEnumerable<KeyValuePair<string, object>> pairs
            ? string.Join(' ', pairs.Select(p => $"{p.Key}={p.Value}"))
            : scope?.ToString() ?? "";
    }
}

/// <summary>One log line.</summary>
public sealed record LogLine(LogLevel Level, string Category, string Message, string? Exception, string Scopes);
