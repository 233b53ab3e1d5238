using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace FinAut.Tests.Infrastructure;

/// <summary>A page that a <see cref="Browser"/> has read, with the forms in it.</summary>
public sealed class HtmlPage
{
    private readonly Browser _browser;

    private HtmlPage(Browser browser, HttpStatusCode status, Uri address, string markup)
    {
        (_browser, Status, Address, Markup) = (browser, status, address, markup);
        Document = new HtmlParser(new HtmlParserOptions { IsScripting = true }).ParseDocument(markup);
    }

    public HttpStatusCode Status { get; }

    /// <summary>Who read the page.</summary>
    public Browser Browser => _browser;

    /// <summary>The address of the page, after the redirects that led to it.</summary>
    public Uri Address { get; }

    /// <summary>Path and query of <see cref="Address"/>.</summary>
    public string Path => Address.PathAndQuery;

    /// <summary>The page as the server sent it.</summary>
    public string Markup { get; }

    public IHtmlDocument Document { get; }

    /// <summary>The text of the whole page, with single spaces.</summary>
    public string Text => TextOf(Document.Body!);

    /// <summary>The antiforgery token of the page's first form that has one. For tests of attacks only.</summary>
    public string Token => Document.QuerySelector<IHtmlInputElement>($"input[name={Browser.TokenField}]")?.Value ?? throw new InvalidOperationException($"{Path} has no form.");

    /// <summary>Reads a response whose redirects have been followed.</summary>
    public static async Task<HtmlPage> ReadAsync(Browser browser, HttpResponseMessage response) =>
        new(browser, response.StatusCode, response.RequestMessage!.RequestUri!, await response.Content.ReadAsStringAsync());

    /// <summary>The text of the only element that a CSS selector matches.</summary>
    public string TextAt(string selector) => TextOf(Assert.Single(Document.QuerySelectorAll(selector)));

    /// <summary>The texts of all elements that a CSS selector matches.</summary>
    public IReadOnlyList<string> TextsAt(string selector) => [.. Document.QuerySelectorAll(selector).Select(TextOf)];

    /// <summary>The error shown beside a field, or an empty text.</summary>
    public string ErrorOf(string field) => TextAt($"[data-valmsg-for='{field}']");

    /// <summary>Finds a form by the text of a button of it. Fails unless exactly one form of the page fits.</summary>
    /// <param name="button">The button's whole text, or its <c>aria-label</c>.</param>
    /// <param name="near">A text in the same row, list item or section as the button, where several forms have it.</param>
    /// <param name="action">The path that the form submits to, where several forms have the button.</param>
    public HtmlForm Form(string button, string? near = null, string? action = null)
    {
        var forms = Forms().Where(f => string.Equals(f.ButtonText, button, StringComparison.Ordinal)).ToList();
        var fitting = forms.Where(f => action is null || string.Equals(f.Action.AbsolutePath, action, StringComparison.Ordinal)).ToList();
        if (near is not null)
        {
            fitting = [.. fitting.Where(f => IsNear(f.Button, near, forms))];
        }

        Assert.True(
            fitting.Count == 1,
            $"{fitting.Count} forms of {Path} have the button \"{button}\" {near} {action}. The page has: {string.Join(", ", Forms().Select(f => $"\"{f.ButtonText}\" -> {f.Action.AbsolutePath}"))}.");
        return fitting[0];
    }

    /// <summary>Every way to submit a form of the page: one for each button.</summary>
    public IEnumerable<HtmlForm> Forms() =>
        from button in Document.QuerySelectorAll("button, input[type=submit]").OfType<IHtmlElement>()
        let form = (button as IHtmlButtonElement)?.Form ?? (button as IHtmlInputElement)?.Form
        where form is not null && button is not IHtmlButtonElement { Type: not "submit" }
        select new HtmlForm(_browser, Address, form, button);

    /// <summary>Fills in the form with this button, submits it and reads the page that follows, which must be a 200.</summary>
    public Task<HtmlPage> SubmitAsync(string button, params (string Name, string Value)[] fields) => Form(button).SubmitAsync(fields);

    /// <summary>Fills in and submits the form with this button.</summary>
    /// <returns>The response itself; no redirect is followed.</returns>
    public Task<HttpResponseMessage> SendAsync(string button, params (string Name, string Value)[] fields) => Form(button).SendAsync(fields);

    internal static string TextOf(IElement element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // Near is what stands in the largest part of the page that holds this button and none of the others.
    private static bool IsNear(IElement button, string text, IReadOnlyCollection<HtmlForm> forms)
    {
        var part = button;
        while (part.ParentElement is { } parent && !forms.Any(f => f.Button != button && parent.Contains(f.Button)))
        {
            part = parent;
        }

        return TextOf(part).Contains(text, StringComparison.Ordinal);
    }
}
