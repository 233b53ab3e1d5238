using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Pages;

/// <summary>Follows the links of pages, each once for every kind of visitor.</summary>
internal sealed class LinkWalk
{
    private readonly HashSet<(Visitor, string)> _followed = [];

    /// <summary>What leads a visitor nowhere.</summary>
    public List<(Visitor Visitor, string Text)> Faults { get; } = [];

    /// <summary>Follows the links of a page that lead to this site.</summary>
    public async Task FollowAsync(Visitor visitor, HtmlPage page)
    {
        foreach (var href in page.Document.QuerySelectorAll("a[href]").Select(a => a.GetAttribute("href")!))
        {
            var link = new Uri(page.Address, href);
            if (link.Authority == page.Address.Authority && link.PathAndQuery == page.Path)
            {
                if (link.Fragment.Length > 1 && page.Document.GetElementById(link.Fragment[1..]) is null)
                {
                    Faults.Add((visitor, $"{href} of {page.Path} leads to no part of the page"));
                }

                continue;
            }

            // Each page has links to itself in the other language; one of them is enough.
            var isLanguage = link.AbsolutePath.StartsWith("/language/", StringComparison.Ordinal);
            if (link.Authority != page.Address.Authority || !_followed.Add((visitor, isLanguage ? link.AbsolutePath : link.PathAndQuery)))
            {
                continue;
            }

            using var tab = page.Browser.Copy();
            using var response = await tab.FollowAsync(await tab.SendAsync(HttpMethod.Get, link.PathAndQuery));

            // A page that refuses something has links to itself, too.
            if ((int)response.StatusCode >= 400 && response.RequestMessage!.RequestUri!.PathAndQuery != page.Path)
            {
                Faults.Add((visitor, $"{(int)response.StatusCode} for {href} of {page.Path}"));
            }
        }
    }
}
