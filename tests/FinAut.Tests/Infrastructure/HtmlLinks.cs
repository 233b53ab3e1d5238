namespace FinAut.Tests.Infrastructure;

/// <summary>The links of a page.</summary>
public static class HtmlLinks
{
    /// <summary>Where the only link with this text, or this <c>aria-label</c>, leads.</summary>
    public static string LinkTo(this HtmlPage page, string text) => Assert.Single(
        page.Document.QuerySelectorAll("main a"),
        a => (a.GetAttribute("aria-label") ?? HtmlPage.TextOf(a)).Equals(text, StringComparison.Ordinal)).GetAttribute("href")!;
}
