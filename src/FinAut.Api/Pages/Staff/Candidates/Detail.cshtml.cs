using System.Security.Cryptography;
using FinAut.Api.Accounts;
using FinAut.Api.Http;
using FinAut.Api.Pages.Staff.Audit;
using FinAut.Api.Pages.Staff.Webhooks;
using FinAut.Domain.Accounts;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Results;
using FinAut.Domain.Statuses;
using FinAut.Domain.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Candidates;

/// <summary>Everything that is known of a person.</summary>
[Authorize(Policies.Staff)]
internal sealed class DetailModel(FinAutDbContext db, PersnrProtector protector, OsloClock clock) : SitePage
{
    private const int RecentEntries = 10;
    private const int MaxRows = 500;

    /// <summary>The person's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The person, with roles.</summary>
    public User Person { get; private set; } = null!;

    /// <summary>The persnr, in two groups; null when it cannot be read.</summary>
    public string? Persnr { get; private set; }

    /// <summary>Employments, the current one first.</summary>
    public List<EmploymentRow> Employments { get; private set; } = [];

    /// <summary>Statuses, newest first.</summary>
    public List<UserStatus> Statuses { get; private set; } = [];

    /// <summary>The numbers of the statuses that are in force.</summary>
    public HashSet<long> InForce { get; private set; } = [];

    /// <summary>Today's date in Oslo.</summary>
    public DateOnly Today { get; private set; }

    /// <summary>Results, newest first.</summary>
    public List<Result> Results { get; private set; } = [];

    /// <summary>Completed courses, newest first.</summary>
    public List<CompetencyRow> Competency { get; private set; } = [];

    /// <summary>Links to LMSs.</summary>
    public List<LinkRow> Links { get; private set; } = [];

    /// <summary>The account by which the person signs in, or null.</summary>
    public Account? Account { get; private set; }

    /// <summary>Its sign-in.</summary>
    public AccountState? SignInState => Account is null ? null : AccountState.Of(Account, clock.UtcNow);

    /// <summary>The newest entries of the audit trail.</summary>
    public List<AuditRow> Entries { get; private set; } = [];

    /// <summary>What the change that was just saved was posted as, or null.</summary>
    public PostedEvents? Posted { get; private set; }

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var person = await db.Users.IgnoreQueryFilters().AsNoTracking().Include(u => u.Roles).SingleOrDefaultAsync(u => u.Id == Id && u.Erased == null, cancellationToken);
        if (person is null)
        {
            return NotFound();
        }

        (Person, Persnr, Today) = (person, Reveal(person), clock.Today);
        var (companies, departments, franchises) = (db.Companies.IgnoreQueryFilters(), db.Departments.IgnoreQueryFilters(), db.Franchises.IgnoreQueryFilters());
        Employments = await db.Employments.IgnoreQueryFilters().AsNoTracking().Where(e => e.UserId == Id)
            .OrderByDescending(e => e.EndDate == null).ThenByDescending(e => e.StartDate).ThenByDescending(e => e.Id).Take(MaxRows)
            .Select(e => new EmploymentRow(
                e.CompanyId,
                companies.Where(c => c.Id == e.CompanyId).Select(c => c.Navn).First(),
                departments.Where(d => d.Id == e.DepartmentId).Select(d => d.Name).First(),
                franchises.Where(f => f.Id == e.FranchiseId).Select(f => f.Name).FirstOrDefault(),
                e.EmployeeAlias,
                e.StartDate,
                e.EndDate))
            .ToListAsync(cancellationToken);
        Statuses = await db.UserStatuses.IgnoreQueryFilters().AsNoTracking().Where(s => s.UserId == Id)
            .OrderByDescending(s => s.StatusDate).ThenByDescending(s => s.Id).Take(MaxRows).ToListAsync(cancellationToken);
        InForce = [.. Statuses.GroupBy(s => s.OrdningId).SelectMany(InForceIn)];
        Results = await db.Results.IgnoreQueryFilters().AsNoTracking().Where(r => r.UserId == Id)
            .OrderByDescending(r => r.ExamDate).ThenByDescending(r => r.Id).Take(MaxRows).ToListAsync(cancellationToken);
        Competency = await db.CompetencyResults.IgnoreQueryFilters().AsNoTracking().Where(r => r.UserLoginLink.UserId == Id)
            .OrderByDescending(r => r.PassedDate).ThenByDescending(r => r.Id).Take(MaxRows)
            .Select(r => new CompetencyRow(db.CompetencyGoals.Where(g => g.Id == r.GoalId).Select(g => g.Name).First(), r.PassedDate, r.ExternalSystem, r.ExternalId))
            .ToListAsync(cancellationToken);
        Links = await db.UserLoginLinks.IgnoreQueryFilters().AsNoTracking().Where(l => l.UserId == Id)
            .OrderBy(l => l.Id).Select(l => new LinkRow(l.Id, l.ClientId, l.Client.Name, l.ExtUserId, l.Created, l.Revoked)).ToListAsync(cancellationToken);
        Account = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.UserId == Id, cancellationToken);
        Entries = await db.AuditEntries.AsNoTracking().Where(e => e.UserId == Id)
            .OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(RecentEntries).Select(AuditRow.From).ToListAsync(cancellationToken);
        Posted = await PostedEvents.ReadAsync(TempData, db, cancellationToken);
        return Page();
    }

    private IEnumerable<long> InForceIn(IGrouping<long, UserStatus> records)
    {
        var history = new StatusHistory(OrdningCatalogue.Get(records.Key), [.. records]);
        return new[] { history.InEffect(Today), history.InEffect(Today, StatusTrack.TestLeader) }.OfType<UserStatus>().Select(s => s.Id);
    }

    private string? Reveal(User person)
    {
        try
        {
            var digits = protector.Reveal(person.PersnrCipher, person.PersnrLookup).Digits;
            return $"{digits[..6]} {digits[6..]}";
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>An employment.</summary>
    public sealed record EmploymentRow(
        long CompanyId, string Company, string Department, string? Franchise, string Alias, DateOnly StartDate, DateOnly? EndDate);

    /// <summary>A completed course.</summary>
    public sealed record CompetencyRow(string Goal, DateOnly PassedDate, string System, string ExternalId);

    /// <summary>A link to an LMS. The encrypted user id is its own business.</summary>
    public sealed record LinkRow(long Id, long ClientId, string Client, string ExtUserId, DateTimeOffset Created, DateTimeOffset? Revoked);
}
