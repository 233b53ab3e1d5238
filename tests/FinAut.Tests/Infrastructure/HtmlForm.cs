using System.Net;
using AngleSharp.Html.Dom;

namespace FinAut.Tests.Infrastructure;

/// <summary>
/// A form of a page with the button that submits it. It is submitted as HTML says: with the fields that the form has, their present
/// values, its method and its action. The checks that a browser makes first (<c>required</c>, <c>maxlength</c>) are left out, since the
/// server must make them all the same.
/// </summary>
public sealed class HtmlForm
{
    private readonly Browser _browser;
    private readonly Uri _page;
    private readonly IHtmlFormElement _form;

    internal HtmlForm(Browser browser, Uri page, IHtmlFormElement form, IHtmlElement button) =>
        (_browser, _page, _form, Button) = (browser, page, form, button);

    public IHtmlElement Button { get; }

    /// <summary>What the button is called.</summary>
    public string ButtonText => Button.GetAttribute("aria-label") ?? (Button is IHtmlInputElement input ? input.Value : HtmlPage.TextOf(Button));

    public HttpMethod Method =>
        (Button.GetAttribute("formmethod") ?? _form.GetAttribute("method") ?? "get").Equals("post", StringComparison.OrdinalIgnoreCase) ? HttpMethod.Post : HttpMethod.Get;

    /// <summary>Where the form is submitted to: the page's own address unless it says otherwise.</summary>
    public Uri Action => (Button.GetAttribute("formaction") ?? _form.GetAttribute("action")) is { Length: > 0 } action ? new Uri(_page, action) : _page;

    /// <summary>The controls that a person can fill in.</summary>
    public IEnumerable<IHtmlElement> Controls => _form.Elements.Where(FormEntries.IsFillable);

    /// <summary>The fields as they are submitted when nothing is filled in.</summary>
    public IReadOnlyList<(string Name, string Value)> Fields => FormEntries.Of(_form, Button, []);

    /// <summary>The same form, submitted by another visitor or to another node.</summary>
    public HtmlForm At(Browser browser) => new(browser, _page, _form, Button);

    /// <summary>Fills in the form, submits it, follows redirects and reads the page they lead to, which must be a 200.</summary>
    /// <param name="fields">
    /// What to fill in: a text, the value of an option or a radio button, or the values of the boxes to check (an empty value, or
    /// <c>false</c>, checks none). Fails for a name or a choice that the form does not offer, and for a hidden field.
    /// </param>
    public async Task<HtmlPage> SubmitAsync(params (string Name, string Value)[] fields)
    {
        using var response = await _browser.FollowAsync(await SendAsync(fields));
        var page = await HtmlPage.ReadAsync(_browser, response);
        Assert.True(page.Status == HttpStatusCode.OK, $"Expected a page, got {(int)page.Status} for {Method} {Action.PathAndQuery}: {page.Text}");
        return page;
    }

    /// <summary>Fills in and submits the form as <see cref="SubmitAsync"/> does.</summary>
    /// <returns>The response itself; no redirect is followed.</returns>
    public Task<HttpResponseMessage> SendAsync(params (string Name, string Value)[] fields) => SendEntriesAsync(FormEntries.Of(_form, Button, fields));

    /// <summary>Submits the form with fields that it does not offer, or with hidden ones changed. For tests of attacks only.</summary>
    public Task<HttpResponseMessage> SendForgedAsync(params (string Name, string Value)[] fields) =>
        SendEntriesAsync([.. Fields.Where(f => !fields.Any(g => g.Name.Equals(f.Name, StringComparison.OrdinalIgnoreCase))), .. fields]);

    private Task<HttpResponseMessage> SendEntriesAsync(IReadOnlyList<(string Name, string Value)> entries)
    {
        var pairs = entries.Select(e => KeyValuePair.Create(e.Name, e.Value));
        if (Method == HttpMethod.Post)
        {
            return _browser.SendAsync(HttpMethod.Post, Action.PathAndQuery, new FormUrlEncodedContent(pairs));
        }

        var query = string.Join('&', pairs.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
        return _browser.SendAsync(HttpMethod.Get, $"{Action.AbsolutePath}?{query}");
    }
}
