using System.Diagnostics.CodeAnalysis;

namespace FinAut.Domain.Users;

/// <summary>
/// A Norwegian identity number: fødselsnummer or D-number, eleven digits. Its text form is masked, so that it cannot slip into a
/// log or an exception; whoever needs the digits asks for <see cref="Digits"/>.
/// </summary>
public readonly record struct Persnr
{
    /// <summary>Digits of a persnr.</summary>
    public const int Length = 11;

    private static readonly int[] FirstWeights = [3, 7, 6, 1, 8, 9, 4, 5, 2];
    private static readonly int[] SecondWeights = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];

    private Persnr(string digits) => Digits = digits;

    /// <summary>The eleven digits.</summary>
    public string Digits { get; }

    /// <summary>Reads a persnr and checks its date and both control digits.</summary>
    /// <param name="text">Eleven ASCII digits and nothing else.</param>
    /// <param name="rules">Which kinds of number count as valid.</param>
    /// <param name="persnr">The number, when valid.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, PersnrRules rules, out Persnr persnr)
    {
        persnr = default;
        if (!IsElevenDigits(text) || !HasRealDate(text, rules.AcceptSynthetic) || !HasControlDigits(text, rules.Accept2032ControlDigits))
        {
            return false;
        }

        persnr = new Persnr(text);
        return true;
    }

    /// <summary>Reads a number that was valid when it was stored: only its form is checked.</summary>
    /// <exception cref="FormatException">Not eleven ASCII digits. The text is not part of the message.</exception>
    public static Persnr FromStored(string text) =>
        IsElevenDigits(text) ? new Persnr(text) : throw new FormatException("A stored persnr is not eleven digits.");

    /// <summary>True for a text of the form of a persnr: eleven ASCII digits.</summary>
    public static bool IsElevenDigits([NotNullWhen(true)] string? text) => text is { Length: Length } && text.All(char.IsAsciiDigit);

    /// <summary>A mask; never the number.</summary>
    public override string ToString() => "***********";

    // The century cannot be read from the number after 2031, so, as Skatteetaten's own rule does, the year counts as 20yy:
    // every year that 4 divides has a 29 February.
    private static bool HasRealDate(string text, bool acceptSynthetic)
    {
        var day = TwoDigits(text, 0);
        var month = TwoDigits(text, 2);
        if (day > 40)
        {
            day -= 40; // D-number
        }

        if (acceptSynthetic)
        {
            month -= month switch { > 80 => 80, > 60 => 60, > 40 => 40, _ => 0 };
        }

        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(2000 + TwoDigits(text, 4), month);
    }

    private static bool HasControlDigits(string text, bool accept2032)
    {
        var first = (WeightedSum(text, FirstWeights) + text[9] - '0') % 11;
        var second = (WeightedSum(text, SecondWeights) + text[10] - '0') % 11;
        return second == 0 && first <= (accept2032 ? 3 : 0);
    }

    private static int WeightedSum(string text, int[] weights)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * (text[i] - '0');
        }

        return sum;
    }

    private static int TwoDigits(string text, int start) => ((text[start] - '0') * 10) + text[start + 1] - '0';
}

/// <summary>Which numbers a deployment accepts.</summary>
/// <param name="AcceptSynthetic">Test numbers with 40, 60 or 80 added to the month.</param>
/// <param name="Accept2032ControlDigits">
/// Numbers that are valid only under the rule for numbers issued from 2032-01-01, where the first control digit's remainder may be 0 to 3.
/// </param>
public readonly record struct PersnrRules(bool AcceptSynthetic, bool Accept2032ControlDigits);
