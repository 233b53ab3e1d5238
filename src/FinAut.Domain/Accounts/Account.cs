using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using FinAut.Domain.Privacy;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.Accounts;

/// <summary>A sign-in: an API user's, a member of Norsk Test's staff, or a candidate's.</summary>
public sealed class Account
{
    /// <summary>Longest user name, in characters; for a candidate it is an email address.</summary>
    public const int UserNameMaxLength = 254;

    /// <summary>The account's number.</summary>
    public long Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required AccountKind Kind { get; init; }

    /// <summary>What is typed to sign in; unique among candidates, and among all others, without regard to case.</summary>
    [Personal]
    public required string UserName { get; init; }

    /// <summary>The form in which it is unique; see <see cref="Normalize"/>.</summary>
    [Personal]
    public required string NormalizedUserName { get; init; }

    /// <summary>The API user, when it is one's.</summary>
    public long? ApiUserId { get; init; }

    /// <summary>The candidate, when it is one's.</summary>
    public long? UserId { get; init; }

    /// <summary>What a member of staff may do.</summary>
    public StaffRole? Role { get; set; }

    /// <summary>False shuts it out.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The hash of the password, in the form of ASP.NET Core Identity, or null while none was chosen.</summary>
    [Personal]
    public string? PasswordHash { get; set; }

    /// <summary>Changes whenever sessions that are open must end.</summary>
    [Personal]
    public string SecurityStamp { get; set; } = Guid.NewGuid().ToString("N");

    /// <summary>Failed sign-ins since the last good one.</summary>
    public int FailedSignIns { get; set; }

    /// <summary>Until when nobody can sign in, UTC.</summary>
    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary>The encrypted key of the authenticator app, or null.</summary>
    [Personal]
    public byte[]? AuthenticatorKeyCipher { get; set; }

    /// <summary>Whether a code of the authenticator app is asked for.</summary>
    public bool HasSecondFactor { get; set; }

    /// <summary>The last code that was taken: a code works once (RFC 6238 section 5.2).</summary>
    [Personal]
    public string? LastCode { get; set; }

    /// <summary>The SHA-256 of the token in the link that sets a password, or null.</summary>
    [Personal]
    public byte[]? ResetHash { get; private set; }

    /// <summary>When that link ends, UTC.</summary>
    public DateTimeOffset? ResetExpires { get; private set; }

    /// <summary>The last sign-in, UTC.</summary>
    public DateTimeOffset? LastSignIn { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The form in which user names are compared. Those of candidates are a world of their own.</summary>
    public static string Normalize(AccountKind kind, string userName) =>
        (kind == AccountKind.Candidate ? "C:" : "U:") + StoredText.Normalize(userName).ToUpperInvariant();

    /// <summary>Makes an account of an API user.</summary>
    public static Account Of(ApiUser user, DateTimeOffset now, long id = 0) => new()
    {
        Id = id,
        Kind = AccountKind.ApiUser,
        UserName = user.UserName,
        NormalizedUserName = Normalize(AccountKind.ApiUser, user.UserName),
        ApiUserId = user.Id,
        Created = now,
    };

    /// <summary>Makes an account of a member of staff.</summary>
    public static Account OfStaff(string userName, StaffRole role, DateTimeOffset now, long id = 0) => new()
    {
        Id = id,
        Kind = AccountKind.Staff,
        UserName = userName,
        NormalizedUserName = Normalize(AccountKind.Staff, userName),
        Role = role,
        Created = now,
    };

    /// <summary>Makes an account of a candidate.</summary>
    public static Account OfCandidate(User user, string email, DateTimeOffset now, long id = 0) => new()
    {
        Id = id,
        Kind = AccountKind.Candidate,
        UserName = email,
        NormalizedUserName = Normalize(AccountKind.Candidate, email),
        UserId = user.Id,
        Created = now,
    };

    /// <summary>Lets the holder of a link set a password; a link from before ends.</summary>
    /// <param name="tokenHash">The SHA-256 of the link's token.</param>
    /// <param name="expires">UTC.</param>
    public void AllowReset(byte[] tokenHash, DateTimeOffset expires) => (ResetHash, ResetExpires) = (tokenHash, expires);

    /// <summary>Ends the link that sets a password.</summary>
    public void EndReset() => (ResetHash, ResetExpires) = (null, null);

    /// <summary>Ends every session that is open.</summary>
    public void EndSessions() => SecurityStamp = Guid.NewGuid().ToString("N");

    /// <summary>Shuts it out: sessions that are open end, and so does a link that sets a password.</summary>
    public void Disable()
    {
        Enabled = false;
        EndReset();
        EndSessions();
    }

    /// <summary>Lets its holder try again at once after too many failed sign-ins.</summary>
    public void Unlock() => (FailedSignIns, LockedUntil) = (0, null);

    /// <summary>Forgets the authenticator app, for somebody who lost it; sessions that are open end.</summary>
    public void RemoveSecondFactor()
    {
        (HasSecondFactor, AuthenticatorKeyCipher, LastCode) = (false, null, null);
        EndSessions();
    }
}

/// <summary>Whose an account is.</summary>
public enum AccountKind
{
    /// <summary>An integrator's.</summary>
    ApiUser = 1,

    /// <summary>Norsk Test's.</summary>
    Staff = 2,

    /// <summary>A candidate's.</summary>
    Candidate = 3,
}

/// <summary>What a member of staff may do.</summary>
public enum StaffRole
{
    /// <summary>Everything.</summary>
    Administrator = 1,

    /// <summary>Read all, and replay webhooks.</summary>
    Support = 2,
}

internal sealed class AccountConfiguration : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("Accounts");
        builder.Property(a => a.Kind).HasConversion<short>();
        builder.Property(a => a.Role).HasConversion<short?>();
        builder.Property(a => a.UserName).HasMaxLength(Account.UserNameMaxLength);
        builder.Property(a => a.NormalizedUserName).HasMaxLength(Account.UserNameMaxLength + 2);
        builder.Property(a => a.PasswordHash).HasMaxLength(500);
        builder.Property(a => a.SecurityStamp).HasMaxLength(32).IsConcurrencyToken();
        builder.Property(a => a.LastCode).HasMaxLength(10);
        builder.Property(a => a.ResetHash).HasMaxLength(32);
        builder.HasIndex(a => a.NormalizedUserName).IsUnique();
        builder.HasIndex(a => a.ResetHash);
        builder.HasIndex(a => a.ApiUserId).IsUnique();
        builder.HasIndex(a => a.UserId).IsUnique();
        builder.HasOne<ApiUser>().WithMany().HasForeignKey(a => a.ApiUserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(a => a.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
