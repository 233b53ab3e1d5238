namespace FinAut.Domain.Privacy;

/// <summary>
/// Says of a column of a person's that it tells, or could tell, who the person is. Erasure removes what stands in it, and what the
/// audit trail noted of it; what is not marked stays, for statistics. docs/privacy.md lists both.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PersonalAttribute : Attribute;
