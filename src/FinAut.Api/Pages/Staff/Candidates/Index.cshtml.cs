using System.Globalization;
using FinAut.Api.Accounts;
using FinAut.Domain.Data;
using FinAut.Domain.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Candidates;

/// <summary>People of every company: lists them, and searches. What is searched for may be a persnr, and is in no URL.</summary>
[Authorize(Policies.Staff)]
internal sealed class IndexModel(FinAutDbContext db, PersnrProtector protector) : SitePage
{
    /// <summary>Longest text to search for, in characters.</summary>
    public const int TextMaxLength = 200;

    /// <summary>Only those employed at a company.</summary>
    [FromQuery(Name = "company")]
    public string? Company { get; set; }

    /// <summary>What to search for.</summary>
    [BindProperty]
    public string? Text { get; set; }

    /// <summary>Whether this is the result of a search.</summary>
    public bool IsSearch { get; private set; }

    /// <summary>Whether there are more than are shown.</summary>
    public bool HasMore { get; private set; }

    /// <summary>The people on this page.</summary>
    public List<Row> People { get; private set; } = [];

    /// <summary>All companies.</summary>
    public List<(long Id, string Name)> Companies { get; private set; } = [];

    /// <summary>To other pages.</summary>
    public PageLinks? Links { get; private set; }

    /// <summary>Lists them.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        var people = All;
        if (Typed.Number(Company, L, _ => Fault(nameof(Company), L["Velg en bedrift.", "Choose a company."])) is { } company)
        {
            people = people.Where(u => u.CompanyId == company);
        }

        if (!ModelState.IsValid)
        {
            await LoadCompaniesAsync(cancellationToken);
            return;
        }

        var page = await PageLinks.PageAsync(Request, people, cancellationToken);
        await ShowAsync(people.OrderBy(u => u.Id).Skip((page - 1) * PageLinks.Size), cancellationToken);
        Links = PageLinks.Numbered(Request, page, HasMore, L);
    }

    /// <summary>Searches.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        IsSearch = true;
        var text = Typed.Text(Text, TextMaxLength, required: true, L, fault => Fault(nameof(Text), fault));
        if (!ModelState.IsValid)
        {
            await LoadCompaniesAsync(cancellationToken);
            return Page();
        }

        var found = Find(text);
        var ids = await found.OrderBy(u => u.Id).Select(u => u.Id).Take(2).ToListAsync(cancellationToken);
        if (ids is [var only])
        {
            return Redirect($"/staff/candidates/{only}/");
        }

        await ShowAsync(found.OrderBy(u => u.Id), cancellationToken);
        return Page();
    }

    private IQueryable<User> All => db.Users.IgnoreQueryFilters().AsNoTracking().Where(u => u.Erased == null);

    private IQueryable<User> Find(string text)
    {
        var digits = text.Replace(" ", "", StringComparison.Ordinal);
        if (Persnr.IsElevenDigits(digits))
        {
            var lookups = protector.Lookups(Persnr.FromStored(digits));
            return All.Where(u => lookups.Contains(u.PersnrLookup));
        }

        // An index finds an alias as it is written; one with letters is compared without regard to case.
        var lower = LowerCase.Of(text);
        var employments = db.Employments.IgnoreQueryFilters();
        var byAlias = (text.Any(char.IsLetter) ? employments.Where(e => LowerCase.Of(e.EmployeeAlias) == lower) : employments.Where(e => e.EmployeeAlias == text))
            .Select(e => e.UserId);
        IQueryable<long> others;
        if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            others = All.Where(u => u.Id == number).Select(u => u.Id);
        }
        else
        {
            // Every word must stand somewhere in the name; an alias must be the whole of it.
            others = lower.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Aggregate(All, (people, word) => people.Where(u => LowerCase.Of(u.FirstName + " " + u.LastName).Contains(word)))
                .Select(u => u.Id);
        }

        var found = others.Union(byAlias);
        return All.Where(u => found.Contains(u.Id));
    }

    private async Task ShowAsync(IQueryable<User> people, CancellationToken cancellationToken)
    {
        var companies = db.Companies.IgnoreQueryFilters();
        var rows = await people.Take(PageLinks.Size + 1)
            .Select(u => new Row(
                u.Id,
                u.FirstName + " " + u.LastName,
                companies.Where(c => c.Id == u.CompanyId).Select(c => c.Navn).First(),
                db.Employments.IgnoreQueryFilters().Where(e => e.UserId == u.Id && e.EndDate == null).Select(e => e.EmployeeAlias).FirstOrDefault() ?? ""))
            .ToListAsync(cancellationToken);
        HasMore = rows.Count > PageLinks.Size;
        People = [.. rows.Take(PageLinks.Size)];
        await LoadCompaniesAsync(cancellationToken);
    }

    private async Task LoadCompaniesAsync(CancellationToken cancellationToken)
    {
        var companies = await db.Companies.IgnoreQueryFilters().AsNoTracking().OrderBy(c => c.Navn).Select(c => new { c.Id, c.Navn }).ToListAsync(cancellationToken);
        Companies = companies.ConvertAll(c => (c.Id, c.Navn));
    }

    /// <summary>A person in the list.</summary>
    public sealed record Row(long Id, string Name, string Company, string Alias);
}
