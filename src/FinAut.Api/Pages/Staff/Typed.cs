using System.Globalization;
using FinAut.Api.Http;
using FinAut.Api.Validation;
using FinAut.Domain.Data;

namespace FinAut.Api.Pages.Staff;

/// <summary>Reads what is typed into fields, and says in the visitor's language what is wrong.</summary>
internal static class Typed
{
    private static readonly string[] TimeFormats = ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm"];

    // The only control characters that a text area sends.
    private const string LineBreaksAndTabs = "\r\n\t";

    // What browsers' own pickers cannot be made to say either.
    private const int MinYear = 1900;
    private const int MaxYear = 2200;

    /// <summary>A date, or null when there is none.</summary>
    public static DateOnly? Date(string? text, Language language, Action<string> fault)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (BodyFields.TryParseDate(text.Trim(), out var date))
        {
            if (date.Year is >= MinYear and <= MaxYear)
            {
                return date;
            }

            fault(language[$"Datoen må ligge i årene {MinYear} til {MaxYear}.", $"The date must lie in the years {MinYear} to {MaxYear}."]);
            return null;
        }

        fault(language["Skriv en dato som 2026-11-21.", "Enter a date such as 2026-11-21."]);
        return null;
    }

    /// <summary>A time of Oslo's clocks as an instant, UTC, or null when there is none.</summary>
    public static DateTimeOffset? Time(string? text, Language language, Action<string> fault)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (DateTime.TryParseExact(text.Trim(), TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            && time.Year is >= MinYear and <= MaxYear)
        {
            return OsloClock.At(time);
        }

        fault(language["Skriv et tidspunkt som 2026-11-21 13:45.", "Enter a time such as 2026-11-21 13:45."]);
        return null;
    }

    /// <summary>A whole number that is not negative, or null when there is none.</summary>
    public static long? Number(string? text, Language language, Action<string> fault)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        fault(language["Skriv et tall.", "Enter a number."]);
        return null;
    }

    /// <summary>A text in the form in which texts are kept; faults say what is wrong with it.</summary>
    public static string Text(string? text, int maxLength, bool required, Language language, Action<string> fault)
    {
        text ??= "";
        if (!StoredText.CanBeStored(text) || text.Any(c => char.IsControl(c) && !LineBreaksAndTabs.Contains(c)))
        {
            fault(language["Teksten har tegn som ikke kan lagres.", "The text has characters that cannot be kept."]);
            return "";
        }

        var normal = StoredText.Normalize(text);
        var length = normal.EnumerateRunes().Count();
        if (length == 0 && required)
        {
            fault(language["Dette feltet må fylles ut.", "This field is required."]);
        }
        else if (length > maxLength)
        {
            fault(language[$"Teksten kan ha høyst {maxLength} tegn.", $"The text may have at most {maxLength} characters."]);
        }

        return normal;
    }
}
