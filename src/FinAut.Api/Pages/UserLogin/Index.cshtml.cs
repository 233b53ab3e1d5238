using FinAut.Api.Accounts;
using FinAut.Api.Http;
using FinAut.Api.UserLogin;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.UserLogin;

/// <summary>
/// Where an LMS sends a candidate's browser: signs in, asks for consent, links, and sends the browser on to where the client's
/// record says; nothing of the request decides where.
/// </summary>
[Authorize(Policies.CandidateOrAnybody)]
internal sealed class IndexModel(FinAutDbContext db, UserLoginLinks links) : SitePage
{
    private Candidate? _candidate;

    /// <summary>The client's slug.</summary>
    [FromRoute]
    public string? Client { get; set; }

    /// <summary>The person in the LMS.</summary>
    [FromRoute]
    public string? ExtUserId { get; set; }

    /// <summary>The client that the candidate was shown.</summary>
    [FromForm(Name = "consent_client")]
    public string? ConsentClient { get; set; }

    /// <summary>The identifier that the candidate was shown.</summary>
    [FromForm(Name = "consent_ext_user_id")]
    public string? ConsentExtUserId { get; set; }

    /// <summary>The client.</summary>
    public UserLoginTarget? Target { get; private set; }

    /// <summary>The candidate's name.</summary>
    public string? PersonName => _candidate?.Name;

    /// <summary>Why nothing is asked, or null.</summary>
    public UserLoginRefusal? Refusal { get; private set; }

    /// <summary>Sends a linked person on, and asks another one.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!await PrepareAsync(cancellationToken))
        {
            return Page();
        }

        if (_candidate is null)
        {
            return Redirect($"{CandidatePaths.Login}?{SignInPaths.NextParameter}={Uri.EscapeDataString(Request.Path.ToUriComponent())}");
        }

        var standing = await links.StandingAsync(Target!.Id, _candidate.UserId, ExtUserId!, cancellationToken);
        return standing == LinkStanding.None ? Ask() : Answer(standing);
    }

    /// <summary>Makes the link that the candidate consented to, and sends the browser on.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (!await PrepareAsync(cancellationToken))
        {
            return Page();
        }

        // Consent is to what the page named; an address that names something else was never shown.
        if (_candidate is null || ConsentClient != Client || ConsentExtUserId != ExtUserId)
        {
            return Refuse(
                StatusCodes.Status400BadRequest,
                L["Samtykket gjelder noe annet", "The consent is to something else"],
                L["Det du svarte ja til, er ikke det denne adressen gjelder. Ingenting er koblet.", "What you agreed to is not what this address is about. Nothing was linked."],
                L["Gå tilbake til kursportalen og begynn på nytt.", "Go back to the course portal and start again."]);
        }

        return Answer(await links.LinkAsync(Target!.Id, _candidate.UserId, ExtUserId!, cancellationToken));
    }

    // Before anybody signs in: nobody should do that for an address that leads nowhere.
    private async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        // A person is linked under the same id whichever way the LMS composes its letters.
        ExtUserId = StoredText.Normalize(ExtUserId ?? "");

        // The context was made to find out whose session this is.
        db.Actor = User.ToActor(HttpContext.CorrelationId());
        Target = await links.FindClientAsync(Client, cancellationToken);
        if (Target is null)
        {
            Refuse(
                StatusCodes.Status404NotFound,
                L["Ukjent kursportal", "Unknown course portal"],
                L["Adressen gjelder en kursportal som ikke finnes her, eller som er stengt.", "The address is about a course portal that does not exist here, or that is closed."],
                L["Si fra til den som driver kursportalen.", "Tell those who run the course portal."]);
            return false;
        }

        if (!ExtUserIds.IsTaken(ExtUserId))
        {
            Refuse(
                StatusCodes.Status400BadRequest,
                L["Adressen er feil", "The address is wrong"],
                L["Adressen inneholder en bruker-id som ikke kan brukes.", "The address holds a user id that cannot be used."],
                L[$"Si fra til {Target.Name}.", $"Tell {Target.Name}."]);
            return false;
        }

        if (User.Identity?.IsAuthenticated == true)
        {
            var account = User.AccountId();
            _candidate = await db.Users.IgnoreQueryFilters().AsNoTracking()
                .Join(db.Accounts.Where(a => a.Id == account), u => u.Id, a => a.UserId, (u, _) => new Candidate(u.Id, u.FirstName + " " + u.LastName))
                .SingleOrDefaultAsync(cancellationToken);
        }

        return true;
    }

    private PageResult Ask()
    {
        Response.Headers.ContentSecurityPolicy = SiteHeadersMiddleware.PolicyLeadingTo(Target!.RedirectOrigin);
        return Page();
    }

    private IActionResult Answer(LinkStanding standing) => standing switch
    {
        LinkStanding.Linked => Redirect(Target!.RedirectUrl),
        LinkStanding.TakenByAnother => Refuse(
            StatusCodes.Status409Conflict,
            L["Koblet til en annen", "Linked to somebody else"],
            L[$"Brukeren «{ExtUserId}» i {Target!.Name} er koblet til en annen person hos Norsk Test.", $"The user “{ExtUserId}” of {Target!.Name} is linked to another person at Norsk Test."],
            L[$"Er du logget inn som deg selv begge steder? Hvis ja, be {Target.Name} eller Norsk Test om å rette koblingen.", $"Are you signed in as yourself in both places? If so, ask {Target.Name} or Norsk Test to correct the link."],
            isAboutPerson: true),
        _ => Refuse(
            StatusCodes.Status409Conflict,
            L["Du er allerede koblet", "You are linked already"],
            L[$"Du er koblet til en annen bruker i {Target!.Name} enn «{ExtUserId}».", $"You are linked to another user of {Target!.Name} than “{ExtUserId}”."],
            L[$"Har du fått en ny bruker der? Be Norsk Test om å oppheve den gamle koblingen.", "Have you got a new user there? Ask Norsk Test to take the old link back."],
            isAboutPerson: true),
    };

    private PageResult Refuse(int status, string title, string text, string advice, bool isAboutPerson = false)
    {
        Response.StatusCode = status;
        Refusal = new UserLoginRefusal(title, text, advice, isAboutPerson);
        return Page();
    }

    private sealed record Candidate(long UserId, string Name);
}

/// <summary>Why nobody is linked or sent on.</summary>
/// <param name="Title">In a word.</param>
/// <param name="Text">In a sentence.</param>
/// <param name="Advice">Whom to ask.</param>
/// <param name="IsAboutPerson">Whether somebody else should sign in.</param>
internal sealed record UserLoginRefusal(string Title, string Text, string Advice, bool IsAboutPerson);
