using System.Globalization;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Companies;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>Companies as staff find them.</summary>
internal static class LinkedCompanies
{
    /// <summary>Every company.</summary>
    public static IQueryable<Company> All(FinAutDbContext db) => db.Companies.IgnoreQueryFilters().AsNoTracking();

    /// <summary>Those that an API user sees.</summary>
    public static IQueryable<Company> Of(FinAutDbContext db, long apiUserId) =>
        All(db).Where(c => db.Set<ApiUserCompany>().Any(l => l.ApiUserId == apiUserId && l.CompanyId == c.Id));

    /// <summary>Those that an API user does not see.</summary>
    public static IQueryable<Company> NotOf(FinAutDbContext db, long apiUserId) =>
        All(db).Where(c => !db.Set<ApiUserCompany>().Any(l => l.ApiUserId == apiUserId && l.CompanyId == c.Id));

    /// <summary>Those with a part of the name, the number, or the beginning of the organisation number.</summary>
    public static IQueryable<Company> Matching(this IQueryable<Company> companies, string? search)
    {
        if (search is null)
        {
            return companies;
        }

        var digits = search.Replace(" ", "", StringComparison.Ordinal);
        if (digits.All(char.IsAsciiDigit))
        {
            var id = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            return companies.Where(c => c.Id == id || c.Orgnr.StartsWith(digits) || c.Navn.Contains(search));
        }

        var lower = LowerCase.Of(search);
        return companies.Where(c => LowerCase.Of(c.Navn).Contains(lower));
    }
}

/// <summary>A company in a list.</summary>
internal sealed record CompanyRow(long Id, string Navn, string Orgnr);
