using FinAut.Api.Accounts;
using FinAut.Api.Throttling;
using FinAut.Domain.Accounts;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>Makes an API user, and the account that it signs in with.</summary>
[Authorize(Policies.Administrator)]
internal sealed class NewModel(FinAutDbContext db, ResetLinks links, IOptions<ThrottleOptions> throttle, TimeProvider time) : AccessPage
{
    private const int MaxShown = 5;

    /// <summary>Its name.</summary>
    [BindProperty]
    public string? UserName { get; set; }

    /// <summary>The companies that it sees: numbers or organisation numbers.</summary>
    [BindProperty]
    public string? Companies { get; set; }

    /// <summary>Calls per window of its own.</summary>
    [BindProperty]
    public string? Limit { get; set; }

    /// <summary>Whether it may write.</summary>
    [BindProperty]
    public bool MayWrite { get; set; } = true;

    /// <summary>Calls per window when it has no limit of its own.</summary>
    public int UsualLimit => throttle.Value.PermitLimit;

    /// <summary>The API user that was made.</summary>
    public ApiUser? Created { get; private set; }

    /// <summary>The link to choose a password; shown this once.</summary>
    public string? Link { get; private set; }

    /// <summary>Makes it.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        var name = UserNames.Clean(UserName);
        if (await UserNames.CheckAsync(name, db, cancellationToken) is { } fault)
        {
            Fault(nameof(UserName), UserNameTexts.Of(fault, L));
        }

        var limit = ReadNumber(nameof(Limit), Limit, 1, ApiUser.MaxPermitLimit);
        var companies = await CompanyNumbers.ReadAsync(Companies, db, cancellationToken);
        if (companies.Unknown.Count > 0)
        {
            var unknown = string.Join(", ", companies.Unknown.Take(MaxShown));
            Fault(nameof(Companies), L[$"Fant ingen bedrift med nummer {unknown}.", $"No company has the number {unknown}."]);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var now = time.GetUtcNow();
        var user = new ApiUser { UserName = name, MayWrite = MayWrite, PermitLimit = limit, Created = now };
        await db.ApiUsers.AddAsync(user, cancellationToken);
        companies.Found.ForEach(user.Link);
        var account = Account.Of(user, now);
        await db.Accounts.AddAsync(account, cancellationToken);
        var link = links.Make(account);
        if (!await SaveUniqueAsync(db))
        {
            Fault(nameof(UserName), UserNameTexts.Of(UserNameFault.Taken, L));
            return Page();
        }

        (Created, Link) = (user, Absolute(link));
        return Page();
    }
}
