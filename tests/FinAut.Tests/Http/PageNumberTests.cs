using System.Globalization;
using FinAut.Api.Http;
using FsCheck;
using FsCheck.Fluent;

namespace FinAut.Tests.Http;

public sealed class PageNumberTests
{
    [Fact]
    public void Every_page_that_holds_a_row_exists_and_no_other() =>
        Prop.ForAll<NonNegativeInt, int>((count, page) =>
        {
            var pages = Math.Max(1, (count.Get + 99) / 100);
            var expected = page >= 1 && page <= pages ? page : (int?)null;
            return PageNumber.Resolve(page.ToString(CultureInfo.InvariantCulture), count.Get) == expected
                && PageNumber.Resolve("last", count.Get) == pages
                && PageNumber.Resolve(pages.ToString(CultureInfo.InvariantCulture), count.Get) == pages
                && PageNumber.Resolve((pages + 1).ToString(CultureInfo.InvariantCulture), count.Get) is null;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_at_all_breaks_the_page_number() =>
        Prop.ForAll<string>(text => PageNumber.Resolve(text, 250) is null or (>= 1 and <= 3)).QuickCheckThrowOnFailure();
}
