using FinAut.Api.Webhooks;
using FinAut.Domain.Webhooks;

namespace FinAut.Api.Pages.Staff.Webhooks;

/// <summary>What things of webhooks are called, and the tags that they show as.</summary>
internal static class WebhookTexts
{
    /// <summary>An endpoint that is sent to, but not now.</summary>
    public const string Paused = "paused";

    public static string NameOf(WebhookKind kind, Language language) => kind switch
    {
        WebhookKind.Results => language["Resultater", "Results"],
        WebhookKind.UserStatuses => language["Statuser", "Statuses"],
        WebhookKind.All => language["Resultater og statuser", "Results and statuses"],
        WebhookKind.UserLogin => language["UserLogin-koblinger", "UserLogin links"],
        _ => kind.ToString(),
    };

    public static string NameOf(WebhookBodyForm form, Language language) => form == WebhookBodyForm.Envelope
        ? language["Konvolutt (Standard Webhooks)", "Envelope (Standard Webhooks)"]
        : language["Enkel: ressursen som API-et viser den", "Plain: the resource as the API shows it"];

    public static (string Text, string Tag) Of(WebhookEndpointState state, bool isPaused, Language language) => state switch
    {
        WebhookEndpointState.Active when isPaused => (language["Pause", "Paused"], "tag warn"),
        WebhookEndpointState.Active => (language["I bruk", "Active"], "tag good"),
        WebhookEndpointState.Disabled => (language["Slått av", "Disabled"], "tag"),
        WebhookEndpointState.Failed => (language["Stoppet: bare feil", "Stopped: failing"], "tag bad"),
        WebhookEndpointState.Gone => (language["Stoppet: 410", "Stopped: 410"], "tag bad"),
        WebhookEndpointState.Deleted => (language["Slettet", "Deleted"], "tag"),
        _ => (state.ToString(), "tag"),
    };

    public static (string Text, string Tag) Of(WebhookDeliveryState state, Language language) => state switch
    {
        WebhookDeliveryState.Pending => (language["Venter", "Pending"], "tag warn"),
        WebhookDeliveryState.Delivered => (language["Levert", "Delivered"], "tag good"),
        WebhookDeliveryState.Exhausted => (language["Oppgitt", "Exhausted"], "tag bad"),
        WebhookDeliveryState.Held => (language["Holdt tilbake", "Held"], "tag warn"),
        WebhookDeliveryState.Cancelled => (language["Avlyst", "Cancelled"], "tag"),
        _ => (state.ToString(), "tag"),
    };

    public static string NameOf(WebhookEvent happened, Language language) => happened switch
    {
        WebhookEvent.Result => language["Resultat", "Result"],
        WebhookEvent.UserStatus => language["Status", "Status"],
        WebhookEvent.Ping => "Ping",
        WebhookEvent.UserLogin => language["UserLogin-kobling", "UserLogin link"],
        _ => happened.ToString(),
    };

    /// <summary>The class of a failure in words.</summary>
    public static string Explain(string error, Language language) => error switch
    {
        "address" => language["adressen er stengt eller finnes ikke", "the address is closed or does not exist"],
        "connect" => language["fikk ikke forbindelse", "no connection"],
        "tls" => language["TLS eller sertifikat", "TLS or certificate"],
        "timeout" => language["svarte ikke i tide", "no reply in time"],
        "reset" => language["forbindelsen ble brutt", "the connection was cut"],
        "protocol" => language["svaret er ikke HTTP", "the reply is not HTTP"],
        "redirect" => language["viderekobling, som ikke følges", "a redirect, which is not followed"],
        "client_error" => language["mottakeren avviste", "the receiver refused"],
        "gone" => language["mottakeren vil ikke ha mer", "the receiver wants no more"],
        "too_many_requests" => language["mottakeren får for mye", "the receiver gets too much"],
        "server_error" => language["feil hos mottakeren", "an error at the receiver"],
        _ => error,
    };

    /// <summary>What is wrong with custom headers.</summary>
    public static string Explain(CustomHeaderRefusal refusal, Language language) => refusal.Fault switch
    {
        CustomHeaderFault.Form => language["Skriv hvert hode på en egen linje som «Navn: verdi».", "Write each header on a line of its own as “Name: value”."],
        CustomHeaderFault.Reserved => language[$"Hodet {refusal.Name} settes av tjeneren.", $"The header {refusal.Name} is set by the server."],
        CustomHeaderFault.Value => language[
            $"Verdien av {refusal.Name} må være 1–{CustomHeaders.MaxLength} vanlige ASCII-tegn.",
            $"The value of {refusal.Name} must be 1–{CustomHeaders.MaxLength} printable ASCII characters."],
        CustomHeaderFault.TooMany => language[$"Det kan være høyst {CustomHeaders.MaxCount} hoder.", $"There may be at most {CustomHeaders.MaxCount} headers."],
        CustomHeaderFault.Twice => language["Et hode er nevnt to ganger.", "A header is named twice."],
        _ => refusal.Text,
    };

    /// <summary>The lines of a text that say something.</summary>
    public static string[] Lines(string? text) =>
        (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
