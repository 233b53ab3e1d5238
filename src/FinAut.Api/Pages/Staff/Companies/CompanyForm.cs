using FinAut.Domain.Companies;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Companies;

/// <summary>What staff know of a company.</summary>
internal sealed class CompanyForm
{
    /// <summary>Its name.</summary>
    public string? Navn { get; set; }

    /// <summary>Its organisation number, or nothing.</summary>
    public string? Orgnr { get; set; }

    /// <summary>Its home page, or nothing.</summary>
    public string? Hjemmeside { get; set; }

    /// <summary>What a company has.</summary>
    public static CompanyForm Of(Company company) => new() { Navn = company.Navn, Orgnr = company.Orgnr, Hjemmeside = company.Hjemmeside };

    /// <summary>The digits of the organisation number, which people write in groups of three.</summary>
    public string Digits => new([.. (Orgnr ?? "").Where(c => !char.IsWhiteSpace(c))]);

    /// <summary>What is wrong with the organisation number of a new or a changed company, or null.</summary>
    public async Task<string?> CheckOrgnrAsync(FinAutDbContext db, long companyId, Language language, CancellationToken cancellationToken)
    {
        var digits = Digits;
        if (digits.Length == 0)
        {
            return null;
        }

        if (!Company.IsOrgnr(digits))
        {
            return language["Dette er ikke et organisasjonsnummer: ni sifre, der det siste er kontrollsiffer.", "This is no organisation number: nine digits, the last of which is a control digit."];
        }

        var other = await db.Companies.IgnoreQueryFilters().AsNoTracking().Where(c => c.Orgnr == digits && c.Id != companyId)
            .OrderBy(c => c.Id).Select(c => new { c.Id, c.Navn }).FirstOrDefaultAsync(cancellationToken);
        return other is null ? null : language[$"{other.Navn} (nummer {other.Id}) har dette nummeret.", $"{other.Navn} (number {other.Id}) has this number."];
    }

    /// <summary>What is wrong with the home page, or null.</summary>
    public static string? CheckHjemmeside(string text, Language language) =>
        text.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri!.Host.Length > 0)
            ? null
            : language["Skriv en hel adresse, som https://www.bedrift.no", "Enter a whole address, such as https://www.company.no"];
}
