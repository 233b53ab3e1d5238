using System.Globalization;
using FinAut.Api.Hosting;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Pages;

/// <summary>The language of a page: bokmål, or English when the visitor chose it or the browser asks for it first.</summary>
public sealed class Language
{
    /// <summary>The cookie that keeps a choice.</summary>
    public const string CookieName = "finaut-language";

    /// <summary>Bokmål.</summary>
    public const string Norwegian = "nb";

    /// <summary>English.</summary>
    public const string English = "en";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);
    private static readonly string[] NorwegianCodes = ["nb", "no", "nn"];

    /// <summary>Reads a request.</summary>
    public Language(IHttpContextAccessor accessor)
    {
        var request = accessor.HttpContext!.Request;
        Code = request.Cookies[CookieName] switch
        {
            English => English,
            Norwegian => Norwegian,
            _ => Asked(request),
        };
        Culture = CultureInfo.GetCultureInfo(Code == English ? "en-GB" : "nb-NO");
    }

    /// <summary><c>nb</c> or <c>en</c>.</summary>
    public string Code { get; }

    /// <summary>How dates and numbers are written.</summary>
    public CultureInfo Culture { get; }

    // en-GB writes four letters of September only; the invariant culture writes three of every month.
    private CultureInfo DateCulture => Code == English ? CultureInfo.InvariantCulture : Culture;

    private string DateForm => Code == English ? "d MMM yyyy" : "d. MMM yyyy";

    /// <summary>A text in both languages, of which the visitor sees one.</summary>
    /// <param name="norwegian">Bokmål.</param>
    /// <param name="english">English.</param>
    public string this[string norwegian, string english] => Code == English ? english : norwegian;

    /// <summary>A sentence in both languages, of which the visitor sees one: no text that is filled in turns the rest of it.</summary>
    /// <param name="norwegian">Bokmål.</param>
    /// <param name="english">English.</param>
    public string this[IsolatingText norwegian, IsolatingText english]
    {
        get
        {
            var texts = (Norwegian: norwegian.ToStringAndClear(), English: english.ToStringAndClear()); // both give their buffers back
            return Code == English ? texts.English : texts.Norwegian;
        }
    }

    /// <summary>An instant in Oslo, to the minute.</summary>
    public string Time(DateTimeOffset? at) => at is null ? "–" : Http.OsloClock.InOslo(at.Value).ToString($"{DateForm} HH:mm", DateCulture);

    /// <summary>A date.</summary>
    public string Date(DateOnly? date) => date?.ToString(DateForm, DateCulture) ?? "–";

    /// <summary>A whole number.</summary>
    public string Number(long number) => number.ToString("N0", Culture);

    /// <summary>Maps the link that keeps a choice: <c>/language/en/?next=/…</c>.</summary>
    internal static void Map(WebApplication app) => app.MapGet("/language/{code}/", (string code, string? next, HttpContext context, IOptions<DemoOptions> demo) =>
    {
        if (code is not (Norwegian or English))
        {
            return Microsoft.AspNetCore.Http.Results.NotFound();
        }

        context.Response.Cookies.Append(CookieName, code, new CookieOptions
        {
            MaxAge = Kept,
            Path = "/",
            SameSite = SameSiteMode.Lax,
            HttpOnly = true,
            Secure = !demo.Value.Enabled,
            IsEssential = true,
        });
        return Microsoft.AspNetCore.Http.Results.LocalRedirect(IsLocal(next) ? SitePaths.Escape(next!) : "/");
    });

    // As IUrlHelper.IsLocalUrl says, which needs an action.
    private static bool IsLocal(string? path) =>
        path is ['/'] || (path is ['/', not ('/' or '\\'), ..] && !path.Any(char.IsControl));

    private static string Asked(HttpRequest request)
    {
        foreach (var wanted in request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1))
        {
            var code = wanted.Value.Value!.Split('-')[0].ToLowerInvariant();
            if (code == English || NorwegianCodes.Contains(code))
            {
                return code == English ? English : Norwegian;
            }
        }

        return Norwegian;
    }
}
