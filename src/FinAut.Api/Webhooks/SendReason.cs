using System.Text.Json.Serialization;

namespace FinAut.Api.Webhooks;

/// <summary>Why a URL is refused or an attempt failed, for staff: it tells what names resolve to inside, and no secret.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Fact">What it is about: an address, a port, a status, a number of seconds or the framework's name of an error.</param>
/// <param name="Detail">More of it: the range that holds an address, or the error of a connection to it.</param>
public sealed record SendReason(SendReasonKind Kind, string Fact = "", string Detail = "")
{
    /// <summary>What stands for the names of a certificate's errors when the framework gives none.</summary>
    internal const string Unnamed = "refused";

    /// <summary>The reason in English, as commands and logs have it.</summary>
    [JsonIgnore]
    public string Text => Kind switch
    {
        SendReasonKind.NotAbsolute => "It is not an absolute URL.",
        SendReasonKind.NotHttp => "It is not an absolute http or https URL.",
        SendReasonKind.NotHttps => "It is not an absolute https URL.",
        SendReasonKind.Characters => "It holds a blank, a control character or a backslash.",
        SendReasonKind.Credentials => "It holds credentials.",
        SendReasonKind.Fragment => "It holds a fragment.",
        SendReasonKind.Port => $"Port {Fact} is not allowed.",
        SendReasonKind.Host => "Its host is neither a name nor an address.",
        SendReasonKind.Address => $"{Fact} is not allowed: {Detail}.",
        SendReasonKind.NotResolved => $"The host name was not resolved: {Detail}.",
        SendReasonKind.NotAName => "The host name was not resolved: it is not one.",
        SendReasonKind.NotResolvedInTime => "The host name was not resolved in time.",
        SendReasonKind.NoConnection => $"No connection to {Fact}: {Detail}.",
        SendReasonKind.NoTurn => "No connection: others to the same host were waited for.",
        SendReasonKind.Certificate => $"The certificate is not accepted: {Detail}.",
        SendReasonKind.NoTls => "TLS was not agreed.",
        SendReasonKind.NoTlsInTime => "TLS was not agreed in time.",
        SendReasonKind.NoReply => $"No reply within {Fact} seconds.",
        SendReasonKind.Closed => "The connection was closed before a reply.",
        SendReasonKind.LongHeaders => $"The reply's headers are longer than {Fact} kB.",
        SendReasonKind.NotValidHttp => "The reply is not valid HTTP.",
        SendReasonKind.Failed => $"The exchange failed: {Detail}.",
        SendReasonKind.Redirected => $"The receiver answered {Fact}. Redirects are not followed.",
        SendReasonKind.Answered => $"The receiver answered {Fact}.",
        SendReasonKind.Header => "One of the headers cannot be sent.",
        SendReasonKind.Secrets => $"The endpoint's secrets cannot be read: {Detail}",
        _ => throw new InvalidOperationException("Not a reason."),
    };

    /// <summary>Why an attempt with this reply failed, or null when it did not.</summary>
    public static SendReason? Of(int status) => SendErrors.Of(status) switch
    {
        SendError.None => null,
        SendError.Redirect => new(SendReasonKind.Redirected, $"{status}"),
        _ => new(SendReasonKind.Answered, $"{status}"),
    };

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>The reasons for which a URL is refused or an attempt fails.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SendReasonKind>))]
public enum SendReasonKind
{
    /// <summary>The URL is not absolute.</summary>
    NotAbsolute,

    /// <summary>The URL is neither http nor https.</summary>
    NotHttp,

    /// <summary>The URL is not https, and http is not allowed.</summary>
    NotHttps,

    /// <summary>The URL holds a blank, a control character or a backslash.</summary>
    Characters,

    /// <summary>The URL holds a user name or a password.</summary>
    Credentials,

    /// <summary>The URL holds a fragment.</summary>
    Fragment,

    /// <summary>The settings do not allow the port, which is the fact.</summary>
    Port,

    /// <summary>The host is neither a name nor an address.</summary>
    Host,

    /// <summary>The fact is an address that is not called; the detail is what its range is, a name of <see cref="AddressRanges"/>.</summary>
    Address,

    /// <summary>The host name was not resolved; the detail is the framework's name of the error.</summary>
    NotResolved,

    /// <summary>The host name is not one.</summary>
    NotAName,

    /// <summary>The name service did not answer in time.</summary>
    NotResolvedInTime,

    /// <summary>No connection to the address that is the fact; the detail is the framework's name of the error.</summary>
    NoConnection,

    /// <summary>Other connections to the host were waited for until the time was over.</summary>
    NoTurn,

    /// <summary>The receiver's certificate is not accepted; the detail is the framework's names of the errors.</summary>
    Certificate,

    /// <summary>TLS was not agreed.</summary>
    NoTls,

    /// <summary>TLS was not agreed in time.</summary>
    NoTlsInTime,

    /// <summary>No reply within the seconds that are the fact.</summary>
    NoReply,

    /// <summary>The connection was closed before a reply.</summary>
    Closed,

    /// <summary>The reply's headers are longer than the kilobytes that are the fact.</summary>
    LongHeaders,

    /// <summary>The reply is not valid HTTP.</summary>
    NotValidHttp,

    /// <summary>Anything else; the detail is the framework's name of the exception.</summary>
    Failed,

    /// <summary>The receiver answered with a redirect, whose status is the fact.</summary>
    Redirected,

    /// <summary>The receiver answered with the status that is the fact.</summary>
    Answered,

    /// <summary>A header cannot be sent.</summary>
    Header,

    /// <summary>The endpoint's secrets or headers cannot be decrypted; the detail says why.</summary>
    Secrets,
}
