using System.Text.Json.Serialization;
using FinAut.Api.Http;
using FinAut.Domain.Webhooks;

namespace FinAut.Api.Webhooks;

/// <summary>An address to which changed results or statuses are posted.</summary>
public sealed record WebhookEndpointReply
{
    /// <summary>The endpoint's URL in this API.</summary>
    public required ResourceUrl Id { get; init; }

    /// <summary>The company whose people it concerns.</summary>
    public required ResourceUrl Company { get; init; }

    /// <summary><c>results</c>, <c>userstatuses</c> or <c>all</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Where it is posted.</summary>
    public required string Url { get; init; }

    /// <summary>The secret that signs; only in the reply that makes or rotates it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    /// <summary>Whether it is sent to.</summary>
    public required bool Enabled { get; init; }

    /// <summary>
    /// <c>active</c>; <c>disabled</c> by you; <c>failed</c> after days of nothing but failures; <c>gone</c> after the receiver answered 410.
    /// </summary>
    public required string State { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    internal static WebhookEndpointReply From(WebhookEndpoint endpoint, ResourceUrls urls, WebhookSecret? secret = null) => new()
    {
        Id = urls.WebhookEndpoint(endpoint.Id),
        Company = urls.Company(endpoint.CompanyId!.Value),
        Kind = WebhookKinds.NameOf(endpoint.Kind),
        Url = endpoint.Url,
        Secret = secret?.Text,
        Enabled = endpoint.State == WebhookEndpointState.Active,
        State = NameOf(endpoint.State),
        Created = endpoint.Created,
    };

    internal static string NameOf(WebhookEndpointState state) => state.ToString().ToLowerInvariant();
}

/// <summary>The names of <see cref="WebhookKind"/> on the wire.</summary>
internal static class WebhookKinds
{
    public static WebhookKind? Find(string name) => name switch
    {
        "results" => WebhookKind.Results,
        "userstatuses" => WebhookKind.UserStatuses,
        "all" => WebhookKind.All,
        _ => null,
    };

    public static string NameOf(WebhookKind kind) => kind.ToString().ToLowerInvariant();
}
