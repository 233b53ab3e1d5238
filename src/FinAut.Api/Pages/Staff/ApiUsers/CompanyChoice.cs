namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>A list of companies, which may be ticked.</summary>
/// <param name="Rows">The companies.</param>
/// <param name="MayTick">Whether they may be ticked.</param>
/// <param name="Empty">What to say when there are none.</param>
internal sealed record CompanyChoice(IReadOnlyList<CompanyRow> Rows, bool MayTick, string Empty);
