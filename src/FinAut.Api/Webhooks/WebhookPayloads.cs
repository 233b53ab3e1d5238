using System.Globalization;
using FinAut.Api.Docs;
using FinAut.Api.Http;
using FinAut.Api.Results;
using FinAut.Api.Statuses;
using FinAut.Api.UserLogin;
using FinAut.Domain.Webhooks;

namespace FinAut.Api.Webhooks;

/// <summary>The texts that are posted.</summary>
internal static class WebhookPayloads
{
    /// <summary>What a ping posts.</summary>
    public const string Ping = """{"type":"webhook.ping"}""";

    /// <summary>A new <c>webhook-id</c>.</summary>
    public static string NewEventId() => "evt_" + Guid.CreateVersion7().ToString("N");

    /// <summary>An event's type in an envelope.</summary>
    public static string TypeOf(WebhookEvent happened) => happened switch
    {
        WebhookEvent.Result => WebhookTypes.ResultChanged,
        WebhookEvent.UserStatus => WebhookTypes.UserStatusCreated,
        WebhookEvent.Ping => WebhookTypes.Ping,
        WebhookEvent.UserLogin => WebhookTypes.UserLoginLinked,
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "Not an event."),
    };

    /// <summary>A resource that does not exist, as an example of what an event posts.</summary>
    public static string Example(WebhookEvent happened) => happened switch
    {
        WebhookEvent.Result => Examples.Of(typeof(ResultReply))!.ToJsonString(ApiJson.Context.Options),
        WebhookEvent.UserStatus => Examples.Of(typeof(UserStatusReply))!.ToJsonString(ApiJson.Context.Options),
        WebhookEvent.Ping => Ping,
        WebhookEvent.UserLogin => UserLoginPost.Of("lms-123", "example_encrypted_id_123"),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "Not an event."),
    };

    /// <summary>An event's name in the API.</summary>
    public static string NameOf(WebhookEvent happened) => happened.ToString().ToLowerInvariant();

    /// <summary>An instant as webhooks write it: RFC 3339, UTC, with microseconds.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    /// <summary>The Standard Webhooks envelope around a resource.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="at">When it happened, UTC.</param>
    /// <param name="data">The resource as JSON.</param>
    public static string Envelope(WebhookEvent happened, DateTimeOffset at, string data) =>
        $$"""{"type":"{{TypeOf(happened)}}","timestamp":"{{Instant(at)}}","data":{{data}}}""";
}
