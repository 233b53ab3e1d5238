using FinAut.Api.Webhooks;

namespace FinAut.Api.Pages.Staff.Webhooks;

/// <summary>Why URLs are refused and attempts fail, in the visitor's language.</summary>
internal static class SendReasonTexts
{
    /// <summary>The reason as a sentence.</summary>
    public static string Explain(SendReason reason, Language language) => language[InNorwegian(reason), reason.Text];

    /// <summary>What a range of addresses is called in Norwegian, by its English name; null when that is none of <see cref="AddressRanges.Names"/>.</summary>
    internal static string? RangeInNorwegian(string name) => name switch
    {
        "link-local, with metadata services" => "lenkelokal, med metadatatjenester",
        "a cloud's metadata service" => "en skyleverandørs metadatatjeneste",
        "this network" => "dette nettverket",
        "private" => "privat nettverk",
        "carrier-grade NAT" => "NAT hos nettleverandøren",
        "loopback" => "tjeneren selv (loopback)",
        "protocol assignments" => "satt av til protokoller",
        "documentation" => "satt av til dokumentasjon",
        "6to4 relays" => "6to4-reléer",
        "benchmarking" => "satt av til ytelsesmåling",
        "multicast" => "multikasting",
        "broadcast" => "kringkasting",
        "reserved" => "reservert",
        "link-local" => "lenkelokal",
        "unspecified" => "uspesifisert",
        "IPv4 behind NAT64" => "IPv4 bak NAT64",
        "IPv4 behind local NAT64" => "IPv4 bak lokal NAT64",
        "IPv4-compatible, IPv4-translated or reserved" => "IPv4-kompatibel, IPv4-oversatt eller reservert",
        "discard-only" => "bare til forkasting",
        "Teredo" => "Teredo",
        "6to4" => "6to4",
        "segment routing" => "segmentruting",
        "unique-local" => "lokal og entydig (ULA)",
        "site-local" => "lokal for stedet",
        "IPv4-mapped" => "IPv4 skrevet som IPv6",
        "outside the IPv6 internet" => "utenfor IPv6-internettet",
        AddressRanges.Zoned => "adresse med sone",
        _ => null,
    };

    private static string InNorwegian(SendReason reason) => reason.Kind switch
    {
        SendReasonKind.NotAbsolute => "Den er ikke en fullstendig adresse.",
        SendReasonKind.NotHttp => "Den må begynne med http:// eller https://.",
        SendReasonKind.NotHttps => "Den må begynne med https://.",
        SendReasonKind.Characters => "Den inneholder mellomrom, kontrolltegn eller omvendt skråstrek.",
        SendReasonKind.Credentials => "Den inneholder brukernavn eller passord.",
        SendReasonKind.Fragment => "Den inneholder et fragment (#).",
        SendReasonKind.Port => $"Port {reason.Fact} er ikke tillatt.",
        SendReasonKind.Host => "Verten er verken et navn eller en IP-adresse.",
        SendReasonKind.Address => $"{reason.Fact} er ikke tillatt: {RangeInNorwegian(reason.Detail) ?? reason.Detail}.",
        SendReasonKind.NotResolved => $"Vertsnavnet ble ikke funnet: {ErrorInNorwegian(reason.Detail)}.",
        SendReasonKind.NotAName => "Vertsnavnet ble ikke funnet: det er ikke et gyldig navn.",
        SendReasonKind.NotResolvedInTime => "Navnetjenesten svarte ikke i tide.",
        SendReasonKind.NoConnection => $"Fikk ikke forbindelse med {reason.Fact}: {ErrorInNorwegian(reason.Detail)}.",
        SendReasonKind.NoTurn => "Fikk ikke forbindelse: ventet på andre forbindelser til samme vert.",
        SendReasonKind.Certificate => $"Sertifikatet godtas ikke: {string.Join(", ", reason.Detail.Split(", ").Select(CertificateErrorInNorwegian))}.",
        SendReasonKind.NoTls => "TLS ble ikke opprettet.",
        SendReasonKind.NoTlsInTime => "TLS ble ikke opprettet i tide.",
        SendReasonKind.NoReply => $"Ikke noe svar innen {reason.Fact.Replace('.', ',')} sekunder.",
        SendReasonKind.Closed => "Forbindelsen ble lukket før det kom noe svar.",
        SendReasonKind.LongHeaders => $"Hodene i svaret er lengre enn {reason.Fact} kB.",
        SendReasonKind.NotValidHttp => "Svaret er ikke gyldig HTTP.",
        SendReasonKind.Failed => $"Utvekslingen mislyktes: {reason.Detail}.",
        SendReasonKind.Redirected => $"Mottakeren svarte {reason.Fact}. Viderekoblinger følges ikke.",
        SendReasonKind.Answered => $"Mottakeren svarte {reason.Fact}.",
        SendReasonKind.Header => "Et av hodene kan ikke sendes.",
        SendReasonKind.Secrets => "Endepunktets hemmeligheter kan ikke leses. Loggen sier hvorfor.",
        _ => reason.Text,
    };

    // The framework's names of errors; a rare one stays as it is, as operators look it up.
    private static string ErrorInNorwegian(string error) => error switch
    {
        "ConnectionRefused" => "tilkoblingen ble avvist",
        "ConnectionReset" or "ConnectionAborted" or "NotConnected" => "forbindelsen ble brutt",
        "TimedOut" => "ikke noe svar i tide",
        "HostNotFound" => "navnet finnes ikke",
        "NoData" => "navnet har ingen adresse",
        "TryAgain" => "navnetjenesten svarer ikke",
        "HostUnreachable" or "HostDown" => "verten kan ikke nås",
        "NetworkUnreachable" or "NetworkDown" => "nettverket kan ikke nås",
        "AccessDenied" => "ikke tillatt på denne maskinen",
        _ => error,
    };

    private static string CertificateErrorInNorwegian(string error) => error switch
    {
        "RemoteCertificateNameMismatch" => "det gjelder et annet navn",
        "RemoteCertificateNotAvailable" => "mottakeren har ikke noe",
        "NotTimeValid" => "utløpt eller ikke gyldig ennå",
        "UntrustedRoot" => "utstederen er ikke klarert",
        "PartialChain" => "kjeden til en klarert utsteder er ikke hel",
        "NotSignatureValid" => "signaturen er ugyldig",
        "Revoked" => "trukket tilbake",
        SendReason.Unnamed => "avvist",
        _ => error,
    };
}
