using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Docs;

/// <summary>A server with the demo data and with the webhooks that the document's examples show.</summary>
public sealed class ExampleServer : IAsyncLifetime
{
    public TestServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await TestServer.StartAsync();
        var endpoint = new WebhookEndpoint
        {
            Id = 7,
            CompanyId = Bodies.Testfirma,
            Kind = WebhookKind.All,
            Url = "https://lms.example.no/finaut/",
            Created = new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero),
        };
        var delivery = new WebhookDelivery
        {
            Id = 31,
            EndpointId = endpoint.Id,
            CompanyId = endpoint.CompanyId,
            EventId = "evt_example",
            Event = WebhookEvent.Result,
            ObjectId = 22,
            UserId = 590499,
            Sequence = 118,
            CorrelationId = "",
            Created = new DateTimeOffset(2026, 6, 16, 13, 51, 56, TimeSpan.Zero),
        };
        var schedule = new RetrySchedule(RetrySchedule.DefaultDelays);
        var (first, second) = (delivery.Created.AddSeconds(0.1), delivery.Created.AddSeconds(82.4));
        delivery.Queue("{}", delivery.Created);
        delivery.NoteAttempt(new AttemptOutcome(Status: null, TimedOut: true), first, schedule);
        delivery.NoteAttempt(new AttemptOutcome(200), second.AddMilliseconds(84), schedule);
        await using var db = Server.Database();
        db.AddRange(endpoint, delivery);
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        db.AddRange(Attempt(1, first, 15003, status: null, "timeout"), Attempt(2, second, 84, 200, error: null));
        await db.SaveChangesAsync();

        WebhookAttempt Attempt(int number, DateTimeOffset at, int duration, int? status, string? error) => new()
        {
            DeliveryId = delivery.Id,
            Number = number,
            Manual = false,
            At = at,
            DurationMs = duration,
            Status = status,
            Error = error,
            Exchange = "{}",
        };
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
