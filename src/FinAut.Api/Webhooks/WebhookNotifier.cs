using FinAut.Api.Hosting;
using FinAut.Domain.Data;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Webhooks;

/// <summary>Mails what somebody must be told of endpoints. Rows wait until the mail server has taken them.</summary>
internal sealed partial class WebhookNotifier(
    IDbContextFactory<FinAutDbContext> contexts, Mailer mailer, Jobs jobs, TimeProvider time, ILogger<WebhookNotifier> logger) : BackgroundService
{
    private const int MaxAtOnce = 20;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    // Longer than a mail takes, so that no two nodes send the same.
    private static readonly TimeSpan TryAgain = TimeSpan.FromMinutes(2);

    // News of a week ago is none.
    private static readonly TimeSpan TooOld = TimeSpan.FromDays(7);

    /// <summary>Mails what is waiting.</summary>
    /// <returns>How many were mailed.</returns>
    public async Task<int> NotifyAsync(CancellationToken cancellationToken)
    {
        if (!mailer.IsOn)
        {
            return 0;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var (again, old) = (now - TryAgain, now - TooOld);
        var waiting = db.WebhookNotices.Where(n => n.Sent == null && n.Created > old && (n.Tried == null || n.Tried < again));
        var notices = await waiting.OrderBy(n => n.Id).Take(MaxAtOnce)
            .Select(n => new Notice(
                n.Id,
                n.EndpointId,
                n.Action,
                n.Since,
                n.Endpoint.CompanyId != null
                    ? db.Companies.IgnoreQueryFilters().Where(c => c.Id == n.Endpoint.CompanyId).Select(c => c.Navn + " (company " + c.Id + ")").Single()
                    : db.UserLoginClients.Where(c => c.Id == n.Endpoint.UserLoginClientId).Select(c => c.Name + " (UserLogin)").Single()))
            .IgnoreQueryFilters()
            .ToListAsync(cancellationToken);
        var sent = 0;
        foreach (var notice in notices)
        {
            if (await waiting.Where(n => n.Id == notice.Id).ExecuteUpdateAsync(set => set.SetProperty(n => n.Tried, now), cancellationToken) == 1)
            {
                await mailer.SendAsync(notice.Subject, notice.Text, cancellationToken);
                await db.WebhookNotices.Where(n => n.Id == notice.Id).ExecuteUpdateAsync(set => set.SetProperty(n => n.Sent, now), cancellationToken);
                sent++;
            }
        }

        return sent;
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => jobs.RunAsync(
        nameof(WebhookNotifier), Interval, NotifyAsync, exception => LogFailed(exception.GetBaseException().GetType().Name), stoppingToken);

    [LoggerMessage(1, LogLevel.Warning, "A mail about webhooks could not be sent ({Cause}); trying again.")]
    private partial void LogFailed(string cause);

    private sealed record Notice(long Id, long EndpointId, HealthAction Action, DateTimeOffset? Since, string Owner)
    {
        public string Subject => Action switch
        {
            HealthAction.Warn => $"FinAut: webhook endpoint {EndpointId} keeps failing",
            HealthAction.TellRecovered => $"FinAut: webhook endpoint {EndpointId} works again",
            _ => $"FinAut: webhook endpoint {EndpointId} is disabled",
        };

        public string Text =>
            $"""
            Webhook endpoint {EndpointId} of {Owner}

            {What}
            """;

        private string What => Action switch
        {
            HealthAction.Warn => $"It has done nothing but fail since {Since:u}. After 120 hours it is disabled.",
            HealthAction.TellRecovered => "A delivery was taken. What failed before follows by itself.",
            HealthAction.DisableGone => $"Its receiver answered 410, so it is disabled. {Repair}",
            _ => $"It has done nothing but fail since {Since:u}, so it is disabled. {Repair}",
        };

        private string Repair =>
            $"What happens meanwhile is held for 30 days. When the receiver is back: webhook enable {EndpointId}, then webhook replay --endpoint {EndpointId}.";
    }
}
