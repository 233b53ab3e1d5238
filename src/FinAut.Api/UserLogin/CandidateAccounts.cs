using System.Net.Mail;
using FinAut.Api.Accounts;
using FinAut.Domain.Accounts;
using FinAut.Domain.Data;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.UserLogin;

/// <summary>Candidates' own sign-ins.</summary>
internal sealed class CandidateAccounts(FinAutDbContext db, ResetLinks links, PersnrProtector protector, TimeProvider time)
{
    /// <summary>
    /// Makes a link by which a person chooses a password, once and within 24 hours, and the account for it when there is none. A
    /// link from before ends; an account under another address is replaced.
    /// </summary>
    /// <param name="userId">The person.</param>
    /// <param name="email">The address to sign in with.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    public async Task<CandidateInvitation> InviteAsync(long userId, string email, CancellationToken cancellationToken)
    {
        var address = StoredText.Normalize(email);
        if (address.Length > User.EmailMaxLength || !StoredText.CanBeStored(address) || !MailAddress.TryCreate(address, out var parsed) || parsed.Address != address)
        {
            return new(CandidateInvitationOutcome.NoAddress, Path: null);
        }

        var user = await db.Users.IgnoreQueryFilters().AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId && u.Erased == null, cancellationToken);
        if (user is null)
        {
            return new(CandidateInvitationOutcome.NoPerson, Path: null);
        }

        var name = Account.Normalize(AccountKind.Candidate, address);
        if (await db.Accounts.AnyAsync(a => a.NormalizedUserName == name && a.UserId != userId, cancellationToken))
        {
            return new(CandidateInvitationOutcome.AddressTaken, Path: null);
        }

        var account = await db.Accounts.SingleOrDefaultAsync(a => a.UserId == userId, cancellationToken);
        if (account is { Enabled: false })
        {
            return new(CandidateInvitationOutcome.Disabled, Path: null);
        }

        if (account is not null && account.NormalizedUserName != name)
        {
            db.Accounts.Remove(account);
            account = null;
        }

        if (account is null)
        {
            account = Account.OfCandidate(user, address, time.GetUtcNow());
            await db.Accounts.AddAsync(account, cancellationToken);
        }

        var path = links.Make(account);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (db.IsUniqueViolation(exception))
        {
            return new(CandidateInvitationOutcome.AddressTaken, Path: null);
        }

        return new(CandidateInvitationOutcome.Made, path);
    }

    /// <summary>The account of the person with a persnr that a provider vouches for, made when there is none.</summary>
    /// <returns>Null for a person who is not known, or whose account is disabled.</returns>
    public async Task<Account?> OfPersnrAsync(string? persnr, CancellationToken cancellationToken)
    {
        if (!Persnr.IsElevenDigits(persnr))
        {
            return null;
        }

        var lookups = protector.Lookups(Persnr.FromStored(persnr));
        var user = await db.Users.IgnoreQueryFilters().AsNoTracking().FirstOrDefaultAsync(u => lookups.Contains(u.PersnrLookup), cancellationToken);
        if (user is null)
        {
            return null;
        }

        var account = await db.Accounts.SingleOrDefaultAsync(a => a.UserId == user.Id, cancellationToken);
        if (account is null)
        {
            // Nobody can type this name and a password: there is none.
            account = Account.OfCandidate(user, $"person-{user.Id}", time.GetUtcNow());
            await db.Accounts.AddAsync(account, cancellationToken);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException exception) when (db.IsUniqueViolation(exception))
            {
                // Signed in twice at once.
                db.ChangeTracker.Clear();
                account = await db.Accounts.SingleAsync(a => a.UserId == user.Id, cancellationToken);
            }
        }

        return account.Enabled ? account : null;
    }
}

/// <summary>What came of an invitation.</summary>
/// <param name="Outcome">Whether it was made.</param>
/// <param name="Path">The link's path, which is shown once, or null.</param>
internal sealed record CandidateInvitation(CandidateInvitationOutcome Outcome, string? Path);

/// <summary>Whether an invitation was made.</summary>
internal enum CandidateInvitationOutcome
{
    /// <summary>It was.</summary>
    Made,

    /// <summary>There is no such person.</summary>
    NoPerson,

    /// <summary>That is no email address.</summary>
    NoAddress,

    /// <summary>Another person signs in with that address.</summary>
    AddressTaken,

    /// <summary>The person was shut out.</summary>
    Disabled,
}
