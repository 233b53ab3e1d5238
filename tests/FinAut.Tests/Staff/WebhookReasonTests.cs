using FinAut.Tests.Infrastructure;
using FinAut.Tests.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Staff;

/// <summary>Why a URL is refused and why an attempt failed, in the language of the page.</summary>
public sealed class WebhookReasonTests : IAsyncLifetime
{
    private WebhookServer _webhooks = null!;

    public async Task InitializeAsync() => _webhooks = await WebhookServer.StartAsync();

    public async Task DisposeAsync() => await _webhooks.DisposeAsync();

    [Theory]
    [InlineData("http://lms.example/#x", "Den inneholder et fragment (#).", "It holds a fragment.")]
    [InlineData("ftp://lms.example/", "Den må begynne med http:// eller https://.", "It is not an absolute http or https URL.")]
    [InlineData("http://kari:hemmelig@lms.example/", "Den inneholder brukernavn eller passord.", "It holds credentials.")]
    [InlineData("http://lms.example/a b", "Den inneholder mellomrom, kontrolltegn eller omvendt skråstrek.", "It holds a blank, a control character or a backslash.")]
    [InlineData("http://lms.example:0/", "Port 0 er ikke tillatt.", "Port 0 is not allowed.")]
    [InlineData("lms", "Den er ikke en fullstendig adresse.", "It is not an absolute URL.")]
    [InlineData(
        "http://169.254.169.254/",
        "169.254.169.254 er ikke tillatt: lenkelokal, med metadatatjenester.",
        "169.254.169.254 is not allowed: link-local, with metadata services.")]
    public async Task A_refused_url_is_explained_in_the_language_of_the_page(string url, string norwegian, string english)
    {
        foreach (var (language, explained, webhook, client) in new[]
        {
            ("nb", norwegian, "Webhooks kan ikke sendes til denne adressen.", "Det kan ikke sendes til denne adressen."),
            ("en", english, "Webhooks cannot be sent to this URL.", "Nothing can be sent to this URL."),
        })
        {
            using var staff = await Browser.StaffAsync(_webhooks.Server, language);
            var add = await staff.SubmitAsync("/staff/webhooks/add/", language == "nb" ? "Legg til" : "Add", ("Company", "2265"), ("Target", url), ("Kind", "all"));
            var @new = await staff.SubmitAsync(
                "/staff/userlogin/new/",
                language == "nb" ? "Lag klient" : "Make client",
                ("ApiUser", "demo"), ("Slug", "kurs"), ("Form.Name", "Kurs"), ("Form.PostUrl", url), ("Form.RedirectUrl", "https://kurs.example/"));

            Assert.Equal($"{webhook} {explained}", add.ErrorOf("Target"));
            Assert.Equal($"{client} {explained}", @new.ErrorOf("Form.PostUrl"));
        }
    }

    [Theory]
    [InlineData(500, "Mottakeren svarte 500.", "The receiver answered 500.")]
    [InlineData(410, "Mottakeren svarte 410.", "The receiver answered 410.")]
    [InlineData(302, "Mottakeren svarte 302. Viderekoblinger følges ikke.", "The receiver answered 302. Redirects are not followed.")]
    public async Task A_failed_attempt_is_explained_in_the_language_of_the_page(int status, string norwegian, string english)
    {
        _webhooks.Inbox.Answers = _ => new Answer(status);
        var delivery = await PingAsync(_webhooks.Inbox.Url());

        Assert.Equal((norwegian, english), await ReasonsAsync(delivery));
    }

    [Fact]
    public async Task A_refused_connection_is_explained_in_the_language_of_the_page()
    {
        var delivery = await PingAsync("http://127.0.0.1:9/hook");

        Assert.Equal(
            ("Fikk ikke forbindelse med 127.0.0.1: tilkoblingen ble avvist.", "No connection to 127.0.0.1: ConnectionRefused."), await ReasonsAsync(delivery));
    }

    private async Task<(string Norwegian, string English)> ReasonsAsync(long delivery)
    {
        using var norwegian = await Browser.StaffAsync(_webhooks.Server, "nb");
        using var english = await Browser.StaffAsync(_webhooks.Server, "en");
        var path = $"/staff/webhooks/deliveries/{delivery}/";
        return (ReasonOn(await norwegian.OpenAsync(path), "Årsak"), ReasonOn(await english.OpenAsync(path), "Reason"));
    }

    private static string ReasonOn(HtmlPage page, string term) =>
        Assert.Single(page.Document.QuerySelectorAll(".attempt dt"), dt => dt.TextContent == term).NextElementSibling!.TextContent.Trim();

    private async Task<long> PingAsync(string url)
    {
        using var staff = await Browser.StaffAsync(_webhooks.Server);
        await staff.SubmitAsync("/staff/webhooks/add/", "Legg til", ("Company", "2265"), ("Target", url), ("Kind", "all"));
        await using var db = _webhooks.Server.Database();
        var endpoint = await db.WebhookEndpoints.IgnoreQueryFilters().Select(e => e.Id).SingleAsync();
        var delivery = (await staff.SubmitAsync($"/staff/webhooks/{endpoint}/", "Send ping")).Path.Number();
        await Until.TrueAsync(() => db.WebhookAttempts.AnyAsync(a => a.DeliveryId == delivery));
        return delivery;
    }
}
