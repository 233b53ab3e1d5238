using System.Globalization;

namespace FinAut.Tests.Infrastructure;

/// <summary>
/// The seed of tests that draw at random: always the same, so that a failure comes again, unless <c>FINAUT_TEST_SEED</c> names
/// another. A failing test prints the seed to set.
/// </summary>
public static class TestSeed
{
    public const string Variable = "FINAUT_TEST_SEED";

    private const int Base = 20_260_101;

    public static int Value { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : Base;
}
