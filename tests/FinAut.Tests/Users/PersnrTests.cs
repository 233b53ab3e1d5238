using System.Globalization;
using FinAut.Domain.Users;
using FinAut.Tests.Infrastructure;
using FsCheck;
using FsCheck.Fluent;

namespace FinAut.Tests.Users;

public sealed class PersnrTests
{
    private static readonly PersnrRules Today = new(AcceptSynthetic: false, Accept2032ControlDigits: false);
    private static readonly PersnrRules Synthetic = Today with { AcceptSynthetic = true };
    private static readonly PersnrRules From2032 = Today with { Accept2032ControlDigits = true };
    private static readonly PersnrRules Everything = new(AcceptSynthetic: true, Accept2032ControlDigits: true);

    [Theory]
    [InlineData("55110094247")] // D-numbers of the published examples
    [InlineData("55110089847")]
    [InlineData("55110098692")]
    [InlineData("29020012380")] // 29 February: every fourth year, 2000 too
    [InlineData("29020412354")]
    [InlineData("69020012374")] // and as a D-number
    [InlineData("31011212339")]
    [InlineData("41019012393")] // D-number, first day
    [InlineData("71019012306")] // D-number, last day
    public void A_number_of_a_real_day_with_both_control_digits_is_valid_under_every_rule(string text) =>
        Assert.All([Today, Synthetic, From2032, Everything], rules => Assert.True(IsValid(text, rules)));

    [Theory]
    [InlineData("12345678901")]
    [InlineData("01234567890")]
    [InlineData("11111111111")]
    [InlineData("22222222222")]
    [InlineData("00000000000")]
    [InlineData("99999999999")]
    [InlineData("55110094246")] // second control digit
    [InlineData("55110094347")] // serial number
    [InlineData("55110049247")] // two digits exchanged
    [InlineData("00019012360")] // day 0
    [InlineData("32019012351")] // day 32
    [InlineData("40019012354")] // day 40, and 0 of a D-number
    [InlineData("72019012345")] // day 32 of a D-number
    [InlineData("81019012387")] // first digit 8
    [InlineData("91019012358")] // first digit 9
    [InlineData("29020112318")] // 29 February of a common year, valid digits of 2032
    [InlineData("69020112395")] // the same as a D-number
    [InlineData("31041212309")] // 31 April
    [InlineData("01009012318")] // month 0, valid digits of 2032
    [InlineData("01139012328")] // month 13
    [InlineData("01409012392")] // month 0 with 40
    [InlineData("01539012300")] // month 13 with 40
    [InlineData("01609012389")] // month 0 with 60
    [InlineData("01739012305")] // month 8 with 65, valid digits of 2032
    [InlineData("01809012375")] // month 0 with 80
    [InlineData("01939012393")] // month 13 with 80
    public void A_number_of_no_day_or_with_wrong_control_digits_is_invalid_under_every_rule(string text) =>
        Assert.All([Today, Synthetic, From2032, Everything], rules => Assert.False(IsValid(text, rules)));

    [Theory]
    [InlineData("01419012382")] // month + 40
    [InlineData("01529012310")]
    [InlineData("01619012379")] // month + 60
    [InlineData("01729012307")]
    [InlineData("01819012365")] // month + 80
    [InlineData("41419012376")] // and D-numbers
    [InlineData("41659012322")]
    public void A_synthetic_month_counts_only_where_the_deployment_says_so(string text)
    {
        Assert.True(IsValid(text, Synthetic));
        Assert.False(IsValid(text, Today));
        Assert.False(IsValid(text, From2032));
    }

    [Fact]
    public void The_months_of_synthetic_numbers_are_1_to_12_with_40_60_or_80_added()
    {
        for (var month = 0; month < 100; month++)
        {
            var persnr = Enumerable.Range(0, 1000)
                .Select(serial => TestPersnr.Complete(string.Create(CultureInfo.InvariantCulture, $"15{month:D2}90{serial:D3}")))
                .First(text => text is not null);

            Assert.Equal(month is >= 1 and <= 12, IsValid(persnr!, Today));
            Assert.Equal(month is (>= 1 and <= 12) or (>= 41 and <= 52) or (>= 61 and <= 72) or (>= 81 and <= 92), IsValid(persnr!, Synthetic));
        }
    }

    [Theory]
    [InlineData("29020012399", 1)]
    [InlineData("31011212355", 2)]
    [InlineData("55110094271", 3)]
    public void A_first_control_digit_of_the_rule_from_2032_is_refused_until_then(string text, int remainder)
    {
        Assert.Equal(text, TestPersnr.Complete2032(text[..9], remainder));
        Assert.False(IsValid(text, Today));
        Assert.True(IsValid(text, From2032));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    public void No_other_remainder_of_the_first_control_digit_will_be_valid(int remainder)
    {
        // For some serial number each digit can be written.
        var persnr = Enumerable.Range(0, 1000).Select(serial => TestPersnr.Complete2032($"151190{serial:D3}", remainder)).First(text => text is not null);

        Assert.False(IsValid(persnr!, Everything));
    }

    [Theory]
    [InlineData("2902001239")] // ten digits
    [InlineData("290200123991")] // twelve
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("           ")]
    [InlineData(" 5511009424")]
    [InlineData("55110094247 ")]
    [InlineData("551100 94247")]
    [InlineData("551100-94247")]
    [InlineData("55110094247\n")]
    [InlineData("5511009424\0")]
    [InlineData("５５１１００９４２４７")] // full width
    [InlineData("٥٥١١٠٠٩٤٢٤٧")] // Arabic
    [InlineData("5511009424７")]
    [InlineData("5511009424O")]
    [InlineData("-5511009424")]
    [InlineData("+5511009424")]
    [InlineData("5.511009424")]
    [InlineData("0x551100942")]
    public void Anything_but_eleven_ascii_digits_is_invalid(string text)
    {
        Assert.False(IsValid(text, Everything));
        Assert.False(Persnr.IsElevenDigits(text));
        Assert.Throws<FormatException>(() => Persnr.FromStored(text));
    }

    [Fact]
    public void Nothing_is_invalid() => Assert.False(Persnr.TryParse(null, Everything, out _));

    [Fact]
    public void A_persnr_does_not_show_in_texts()
    {
        Assert.True(Persnr.TryParse("55110094247", Today, out var persnr));

        Assert.Equal("***********", persnr.ToString());
        Assert.DoesNotContain("9424", $"{persnr} {persnr:G}", StringComparison.Ordinal);
        Assert.Equal("55110094247", persnr.Digits);
    }

    [Fact]
    public void Of_the_hundred_endings_of_nine_digits_one_is_valid_today_and_four_from_2032_at_most()
    {
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3000).WithReplay(20321, 1), Prop.ForAll(Arb.From(Gen.Frequency((1, AnyNine), (3, OfRealDays))), AtMostOneAndFour));
    }

    private static Gen<string> AnyNine => Gen.Choose(0, 999_999_999).Select(number => number.ToString("D9", CultureInfo.InvariantCulture));

    // Few of any nine digits begin with a day, and the others can have no valid ending at all.
    private static Gen<string> OfRealDays =>
        from date in Gen.Choose(0, 36_524)
        from day in Gen.Elements(0, 40)
        from month in Gen.Elements(0, 40, 60, 80)
        from serial in Gen.Choose(0, 999)
        let birthday = new DateOnly(2000, 1, 1).AddDays(date)
        select string.Create(
            CultureInfo.InvariantCulture, $"{birthday.Day + day:D2}{birthday.Month + month:D2}{birthday.Year % 100:D2}{serial:D3}");

    private static bool AtMostOneAndFour(string nine)
    {
        var endings = Enumerable.Range(0, 100).Select(ending => string.Create(CultureInfo.InvariantCulture, $"{nine}{ending:D2}")).ToList();
        var today = endings.Where(text => IsValid(text, Synthetic)).ToList();
        var from2032 = endings.Where(text => IsValid(text, Everything)).ToList();

        // What is valid must also be what the tests' own arithmetic says.
        return today.Count <= 1
            && from2032.Count <= 4
            && today.All(from2032.Contains)
            && today.All(text => text == TestPersnr.Complete(nine))
            && from2032.All(text => Enumerable.Range(0, 4).Any(remainder => text == TestPersnr.Complete2032(nine, remainder)));
    }

    private static bool IsValid(string text, PersnrRules rules)
    {
        var valid = Persnr.TryParse(text, rules, out var persnr);
        Assert.Equal(valid ? text : null, persnr.Digits);
        return valid;
    }
}
