using FinAut.Api.Pages;
using FinAut.Api.Pages.Staff.Webhooks;
using FinAut.Api.Webhooks;
using Microsoft.AspNetCore.Http;

namespace FinAut.Tests.Pages;

public sealed class LanguageTests
{
    [Fact]
    public void English_dates_have_three_letters_of_every_month_and_no_full_stop()
    {
        var english = In("en");
        var days = Enumerable.Range(1, 12).Select(month => new DateOnly(2026, month, 1)).ToList();

        Assert.Equal(
            ["1 Jan 2026", "1 Feb 2026", "1 Mar 2026", "1 Apr 2026", "1 May 2026", "1 Jun 2026", "1 Jul 2026", "1 Aug 2026", "1 Sep 2026", "1 Oct 2026", "1 Nov 2026", "1 Dec 2026"],
            days.Select(day => english.Date(day)));
        Assert.Equal("8 Sep 2026 14:05", english.Time(new DateTimeOffset(2026, 9, 8, 12, 5, 0, TimeSpan.Zero)));
        Assert.Equal("1. des. 2026", In("nb").Date(days[11]));
    }

    [Theory]
    [InlineData("Kari", "Kari")]
    [InlineData("Kari\u202E", "\u2068Kari\u202E\u2069")]
    [InlineData("כרי", "\u2068כרי\u2069")]
    [InlineData("a\u2069\u202Eb", "\u2068a\u202Eb\u2069")]
    [InlineData("a\u2067b", "\u2068a\u2067b\u2069\u2069")]
    [InlineData("a\u2067b\u2069\u2069c", "\u2068a\u2067b\u2069c\u2069")]
    public void Text_that_is_filled_in_is_isolated_where_it_could_turn_the_sentence(string name, string isolated)
    {
        Assert.Equal($"Slett {isolated} (7)?", In("nb")[$"Slett {name} ({7})?", $"Delete {name} ({7})?"]);
        Assert.Equal($"Delete {isolated} (7)?", In("en")[$"Slett {name} ({7})?", $"Delete {name} ({7})?"]);
    }

    [Fact]
    public void Every_reason_has_a_text_in_both_languages()
    {
        foreach (var kind in Enum.GetValues<SendReasonKind>())
        {
            var reason = new SendReason(kind, "1", "x");

            Assert.Equal(reason.Text, SendReasonTexts.Explain(reason, In("en")));
            Assert.NotEqual(reason.Text, SendReasonTexts.Explain(reason, In("nb")));
        }
    }

    [Fact]
    public void Every_range_of_addresses_has_a_name_in_norwegian() =>
        Assert.DoesNotContain(AddressRanges.Names, name => SendReasonTexts.RangeInNorwegian(name) is null);

    private static Language In(string code)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.AcceptLanguage = code;
        return new Language(new HttpContextAccessor { HttpContext = context });
    }
}
