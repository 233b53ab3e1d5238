using System.Text.Json;
using FinAut.Api.Accounts;
using FinAut.Api.Http;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.Audit;

/// <summary>The audit trail, the newest entry first.</summary>
[Authorize(Policies.Staff)]
internal sealed class IndexModel(FinAutDbContext db) : SitePage
{
    /// <summary>Digits of the highest number of a person; fewer than a persnr has, which must not come into a URL.</summary>
    public const int PersonMaxLength = 10;

    /// <summary>Only entries about the person with this number.</summary>
    [FromQuery(Name = "person")]
    public string? Person { get; set; }

    /// <summary>Only entries about things of a kind.</summary>
    [FromQuery(Name = "entity")]
    public string? Entity { get; set; }

    /// <summary>Only what somebody did.</summary>
    [FromQuery(Name = "actor")]
    public string? Actor { get; set; }

    /// <summary>Only actions of a kind.</summary>
    [FromQuery(Name = "action")]
    public string? Action { get; set; }

    /// <summary>Only this day or later.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; set; }

    /// <summary>Only this day or earlier.</summary>
    [FromQuery(Name = "to")]
    public string? To { get; set; }

    /// <summary>The entries on this page.</summary>
    public List<AuditRow> Entries { get; private set; } = [];

    /// <summary>The kinds of things that entries are about.</summary>
    public List<string> Entities { get; private set; } = [];

    /// <summary>To other pages.</summary>
    public PageLinks Links { get; private set; } = null!;

    /// <summary>Lists them.</summary>
    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Entities = [.. db.Model.GetEntityTypes().Select(t => JsonNamingPolicy.SnakeCaseLower.ConvertName(t.ClrType.Name)).Distinct().Order(StringComparer.Ordinal)];
        var chosen = db.AuditEntries.AsNoTracking();
        if (Person?.Trim().Length > PersonMaxLength)
        {
            // As little as possible of what looks like a persnr.
            Person = "";
            Fault(nameof(Person), L["Skriv personens nummer, ikke fødselsnummeret.", "Enter the person's number, not the fødselsnummer."]);
        }
        else if (Typed.Number(Person, L, fault => Fault(nameof(Person), fault)) is { } person)
        {
            chosen = chosen.Where(e => e.UserId == person);
        }

        if (Given(Entity) is { } entity)
        {
            chosen = chosen.Where(e => e.Entity == entity);
        }

        if (Given(Actor) is { } actor)
        {
            chosen = chosen.Where(e => e.Actor == actor);
        }

        if (Given(Action) is { } action)
        {
            chosen = chosen.Where(e => e.Action == action);
        }

        if (Typed.Date(From, L, fault => Fault(nameof(From), fault)) is { } from)
        {
            var start = OsloClock.StartOf(from);
            chosen = chosen.Where(e => e.At >= start);
        }

        if (Typed.Date(To, L, fault => Fault(nameof(To), fault)) is { } to)
        {
            var end = OsloClock.StartOf(to.AddDays(1));
            chosen = chosen.Where(e => e.At < end);
        }

        // A period is read by time: by number, the database would pass all that is newer first.
        var byTime = !string.IsNullOrEmpty(From) || !string.IsNullOrEmpty(To);
        if (PageLinks.AskedBefore(Request) is { } before)
        {
            var last = byTime ? await db.AuditEntries.Where(e => e.Id == before).Select(e => (DateTimeOffset?)e.At).SingleOrDefaultAsync(cancellationToken) : null;
            chosen = byTime
                ? chosen.Where(e => e.At <= last && (e.At < last || e.Id < before))
                : chosen.Where(e => e.Id < before);
        }

        var newest = byTime ? chosen.OrderByDescending(e => e.At).ThenByDescending(e => e.Id) : chosen.OrderByDescending(e => e.Id);
        var rows = ModelState.IsValid
            ? await newest.Take(PageLinks.Size + 1).Select(AuditRow.From).ToListAsync(cancellationToken)
            : [];
        Entries = [.. rows.Take(PageLinks.Size)];
        Links = PageLinks.Older(Request, rows.Count > PageLinks.Size ? Entries[^1].Id : null, L);
    }

    // PostgreSQL refuses NULs in texts, so nothing can match them.
    private static string? Given(string? text) =>
        text is not null && StoredText.Normalize(text.Replace('\0', '\uFFFD')) is { Length: > 0 } given ? given : null;
}
