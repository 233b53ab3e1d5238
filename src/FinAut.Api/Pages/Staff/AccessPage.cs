using System.Globalization;
using FinAut.Api.Validation;
using FinAut.Domain.Accounts;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff;

/// <summary>What the pages share by which staff give access and keep master data.</summary>
internal abstract class AccessPage : SitePage
{
    private const int MaxSearch = 100;

    /// <summary>Whether the visitor may follow the links to pages that change something.</summary>
    public bool MayChange => User.IsInRole(nameof(StaffRole.Administrator));

    /// <summary>What is searched for, or null.</summary>
    public string? Search => Clean(Request.Query["q"]) is { Length: > 0 and <= MaxSearch } text ? text : null;

    /// <summary>The number of the page of a list.</summary>
    protected int PageNumber => AccessPager.Read(Request.Query["page"]);

    /// <summary>Reads a text of one line, or notes what is wrong with it.</summary>
    protected string ReadLine(string field, string? text, int maxLength, bool required = true)
    {
        var line = TextLine.Clean(text);
        if (TextLine.Check(line, maxLength) is { } fault && (required || fault != TextLineFault.Missing))
        {
            Fault(field, fault switch
            {
                TextLineFault.Missing => L["Fyll ut dette feltet.", "Fill in this field."],
                TextLineFault.TooLong => L[$"Høyst {maxLength} tegn.", $"At most {maxLength} characters."],
                _ => L["Teksten har tegn som ikke kan brukes.", "The text has characters that cannot be used."],
            });
        }

        return line;
    }

    /// <summary>Reads a number that may be left out, or notes what is wrong with it.</summary>
    protected int? ReadNumber(string field, string? text, int min, int max)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        Fault(field, L[$"Skriv et helt tall fra {min} til {L.Number(max)}.", $"Enter a whole number from {min} to {L.Number(max)}."]);
        return null;
    }

    /// <summary>Saves, unless somebody else changed the same at the same time, which the next page then says.</summary>
    protected async Task<bool> SaveAsync(FinAutDbContext db)
    {
        try
        {
            await db.SaveChangesAsync(HttpContext.RequestAborted);
            return true;
        }
        catch (DbUpdateException exception) when (exception is DbUpdateConcurrencyException || db.IsUniqueViolation(exception))
        {
            Tell(L["Ingenting ble endret: noen andre endret det samme. Prøv igjen.", "Nothing was changed: somebody else changed the same. Please try again."]);
            return false;
        }
    }

    /// <summary>Saves what holds a name of which there is one only.</summary>
    /// <returns>False when the name is taken.</returns>
    protected async Task<bool> SaveUniqueAsync(FinAutDbContext db)
    {
        try
        {
            await db.SaveChangesAsync(HttpContext.RequestAborted);
            return true;
        }
        catch (DbUpdateException exception) when (db.IsUniqueViolation(exception))
        {
            return false;
        }
    }

    private static string Clean(string? text) => StoredText.Normalize(new([.. (text ?? "").Where(c => !char.IsControl(c))]));
}
