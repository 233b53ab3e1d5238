using System.Text.RegularExpressions;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Pages;

/// <summary>What the pages lead to, for every kind of visitor, and that no form or handler is left out.</summary>
public sealed partial class SiteWalkTests(SiteWalk site) : IClassFixture<SiteWalk>
{
    private const int RegexTimeout = 1000;

    // Handlers that no form of a page leads to, and why.
    private static readonly string[] WithoutForms =
    [
        // Not found on purpose: a link leads to the provider, since a form may lead to this site only.
        "POST candidate/provider/?",
    ];

    // Opened, it leads to the list of companies, whose forms it shows again after a refusal; the walk is not refused.
    private static readonly string[] ShownAfterRefusal = ["staff/api-users/{id:long}/unlink/"];

    public static TheoryData<string> Kinds { get; } = [.. Enum.GetNames<Visitor>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_form_of_every_page_is_accepted(string visitor) =>
        AssertNone(await site.FormFaultsAsync(Enum.Parse<Visitor>(visitor)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_link_of_every_page_leads_to_a_page(string visitor) =>
        AssertNone(await site.LinkFaultsAsync(Enum.Parse<Visitor>(visitor)));

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Text_that_somebody_wrote_does_not_turn_the_text_beside_it(string visitor) =>
        AssertNone(await site.DirectionFaultsAsync(Enum.Parse<Visitor>(visitor)));

    [Fact]
    public async Task Every_handler_is_reached_by_a_form()
    {
        await site.WalkedAsync();
        var handlers = site.Handlers.SelectMany(page => page.Value.Where(h => h.Method != HttpMethod.Get).Select(h => $"{h.Method.Method.ToUpperInvariant()} {page.Key}?{h.Name}"));

        Assert.Equal(WithoutForms, handlers.Where(h => !site.Reached.Contains(h)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_form_in_the_source_of_a_page_is_met()
    {
        await site.WalkedAsync();
        var sources = PageSource.All();
        var missed = sources.Where(s => !ShownAfterRefusal.Contains(s.Route) && s.Forms > site.FormsOfPages[s.Route].Distinct(StringComparer.Ordinal).Count())
            .Select(s => $"{s.Route} has {s.Forms} forms, and the walk met: {string.Join(", ", site.FormsOfPages[s.Route].Distinct(StringComparer.Ordinal))}");

        Assert.Equal(site.Handlers.Keys.Order(StringComparer.Ordinal), sources.Select(s => s.Route).Order(StringComparer.Ordinal));
        AssertNone(missed);
    }

    // The tag helper that adds the token sees neither a form that opts out nor one that is written as text.
    [Fact]
    public void No_form_is_kept_from_its_token()
    {
        var sources = Directory.EnumerateFiles(Repository.PathOf("src"), "*.cs*", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal));

        Assert.DoesNotContain(sources, file => Evasion().IsMatch(File.ReadAllText(file)));
    }

    // Tells all of them, which Assert.Empty would cut short.
    private static void AssertNone(IEnumerable<string> faults)
    {
        var told = string.Join('\n', faults);
        Assert.True(told.Length == 0, told);
    }

    [GeneratedRegex("<!form|asp-antiforgery|BeginForm|\"<form|removeTagHelper", RegexOptions.None, RegexTimeout)]
    private static partial Regex Evasion();
}
