using FinAut.Domain.Privacy;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.Users;

/// <summary>A person known to FinAut: candidate, company administrator or test leader.</summary>
public sealed class User
{
    /// <summary>Longest first or last name, in characters.</summary>
    public const int NameMaxLength = 100;

    /// <summary>Longest email address, in characters.</summary>
    public const int EmailMaxLength = 254;

    /// <summary>Digits of a mobile number.</summary>
    public const int MobileLength = 8;

    /// <summary>
    /// The employer of whoever was erased: no company has this number, and so nobody's reach holds it. What keeps companies from seeing
    /// each other's people hides the erased as well, at no cost.
    /// </summary>
    public const long NoCompany = 0;

    private readonly List<Employment> _employments = [];
    private readonly List<UserRole> _roles = [];

    /// <summary>The number in the person's URL.</summary>
    public long Id { get; init; }

    /// <summary>The persnr, encrypted; see <see cref="PersnrProtector"/>.</summary>
    [Personal]
    public required byte[] PersnrCipher { get; init; }

    /// <summary>The keyed hash of the persnr by which a person is found.</summary>
    [Personal]
    public required byte[] PersnrLookup { get; init; }

    /// <summary>First name.</summary>
    [Personal]
    public required string FirstName { get; set; }

    /// <summary>Last name.</summary>
    [Personal]
    public required string LastName { get; set; }

    /// <summary>Email address, or empty.</summary>
    [Personal]
    public required string Email { get; set; }

    /// <summary>Norwegian mobile number, eight digits, or empty.</summary>
    [Personal]
    public required string Mobile { get; set; }

    /// <summary>
    /// The present employer, the same as that of the current employment. It stands here too because it decides who may see the
    /// person and all that belongs to the person, in every query. Statuses and results carry it too: <see cref="IPersonRecord"/>.
    /// <see cref="NoCompany"/> for whoever was erased.
    /// </summary>
    public long CompanyId { get; private set; }

    /// <summary>When the person was registered, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When the person, an employment or a role last changed, UTC.</summary>
    public required DateTimeOffset Changed { get; set; }

    /// <summary>Grows with every change of the person or of what belongs to the person, so that two changes at once are noticed.</summary>
    public int Version { get; private set; } = 1;

    /// <summary>When all that tells who the person is was removed, UTC; null for everybody else.</summary>
    public DateTimeOffset? Erased { get; private set; }

    /// <summary>All employments, in no order.</summary>
    public IReadOnlyList<Employment> Employments => _employments;

    /// <summary>The roles that were given, in no order.</summary>
    public IReadOnlyList<UserRole> Roles => _roles;

    /// <summary>The current employment. All employments must be loaded.</summary>
    public Employment CurrentEmployment => _employments.Single(e => e.EndDate is null);

    /// <summary>Ends the current employment, if any, and begins a new one.</summary>
    /// <param name="employment">The new employment, with this person's id.</param>
    public void Employ(Employment employment)
    {
        foreach (var current in _employments.Where(e => e.EndDate is null))
        {
            current.End(employment.StartDate);
        }

        _employments.Add(employment);
        CompanyId = employment.CompanyId;
    }

    /// <summary>Gives a role.</summary>
    /// <returns>False when the person had it.</returns>
    public bool GiveRole(long ordningId, UserType userType)
    {
        if (_roles.Any(r => r.OrdningId == ordningId && r.UserType == userType))
        {
            return false;
        }

        _roles.Add(new UserRole { UserId = Id, OrdningId = ordningId, UserType = userType });
        return true;
    }

    /// <summary>Notes that something that belongs to the person changes, which makes a concurrent change fail instead of being lost.</summary>
    /// <param name="now">UTC.</param>
    public void Touch(DateTimeOffset now)
    {
        Changed = now;
        Bump();
    }

    /// <summary>Makes a concurrent change of what belongs to the person fail, though the person does not change.</summary>
    public void Bump() => Version++;
}

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("Users");
        builder.Property(u => u.PersnrCipher).HasMaxLength(PersnrProtector.CipherMaxLength);
        builder.Property(u => u.PersnrLookup).HasMaxLength(PersnrProtector.LookupLength);
        builder.Property(u => u.FirstName).HasMaxLength(User.NameMaxLength);
        builder.Property(u => u.LastName).HasMaxLength(User.NameMaxLength);
        builder.Property(u => u.Email).HasMaxLength(User.EmailMaxLength);
        builder.Property(u => u.Mobile).HasMaxLength(User.MobileLength);
        builder.Property(u => u.Version).IsConcurrencyToken();
        builder.HasIndex(u => u.PersnrLookup).IsUnique();
        builder.HasIndex(u => new { u.CompanyId, u.Id });

        // In the order of lists: to leave out those on pages before reads nothing else.
        builder.HasIndex(u => new { u.Id, u.CompanyId });
        builder.HasIndex(u => u.Created);
        builder.HasMany(u => u.Employments).WithOne(e => e.User).HasForeignKey(e => e.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(u => u.Roles).WithOne().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.Ignore(u => u.CurrentEmployment);
    }
}
