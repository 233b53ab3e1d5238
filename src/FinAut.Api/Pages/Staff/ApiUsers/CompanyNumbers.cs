using System.Globalization;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>Companies that are typed in by their numbers.</summary>
/// <param name="Found">The companies' numbers.</param>
/// <param name="Unknown">What names none.</param>
internal sealed record CompanyNumbers(List<long> Found, List<string> Unknown)
{
    private const int Most = 1000;
    private static readonly char[] Separators = [' ', ',', ';', '\t', '\r', '\n'];

    /// <summary>Reads numbers and organisation numbers, however they are separated.</summary>
    public static async Task<CompanyNumbers> ReadAsync(string? text, FinAutDbContext db, CancellationToken cancellationToken)
    {
        var words = (text ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Take(Most).ToList();
        var ids = words.Select(Number).OfType<long>().ToList();
        var orgnrs = words.Where(w => w.All(char.IsAsciiDigit)).ToList();
        var rows = words.Count == 0
            ? []
            : await db.Companies.IgnoreQueryFilters().AsNoTracking().Where(c => ids.Contains(c.Id) || orgnrs.Contains(c.Orgnr))
                .Select(c => new { c.Id, c.Orgnr }).ToListAsync(cancellationToken);
        var known = rows.SelectMany(c => new[] { c.Id.ToString(CultureInfo.InvariantCulture), c.Orgnr }).ToHashSet(StringComparer.Ordinal);
        return new CompanyNumbers([.. rows.Select(c => c.Id)], [.. words.Where(w => !known.Contains(w))]);
    }

    private static long? Number(string word) => long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
