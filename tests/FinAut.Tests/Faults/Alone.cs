namespace FinAut.Tests.Faults;

/// <summary>Tests that measure how long others wait, or take a good part of the machine: none runs beside another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
