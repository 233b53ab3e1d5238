using FinAut.Api.Hosting;
using FinAut.Domain.Data.PostgreSql;
using Npgsql;

namespace FinAut.Api.Webhooks;

/// <summary>Hears on PostgreSQL that another transaction, on this node or another, made deliveries due.</summary>
/// <remarks>What it misses while its connection is away, the dispatcher finds by itself within seconds.</remarks>
internal sealed partial class WebhookListener(NpgsqlDataSource dataSource, WebhookSignal signal, Jobs jobs, TimeProvider time, ILogger<WebhookListener> logger)
    : BackgroundService
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var job = jobs.Watch(nameof(WebhookListener), CheckInterval);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(job, stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                job.Failed();
                LogLost(exception.GetType().Name);
                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(Job job, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, _) => signal.Set();
        await ExecuteAsync(connection, $"LISTEN {PostgreSqlDbContext.WebhookChannel}", cancellationToken);
        signal.Set();
        while (true)
        {
            job.Succeeded();

            // A connection that died silently is noticed by asking.
            if (!await connection.WaitAsync(CheckInterval, cancellationToken))
            {
                await ExecuteAsync(connection, "SELECT 1", cancellationToken);
            }
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Warning, "Lost the connection that tells of due webhooks ({Cause}); due ones are looked for until it is back.")]
    private partial void LogLost(string cause);
}
