using FinAut.Domain.Companies;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.ApiClients;

/// <summary>
/// An integrator, made by Norsk Test's staff and linked to the companies whose data it may see. Its applications act on its behalf and
/// share its hourly window; it signs in with an <see cref="Accounts.Account"/>.
/// </summary>
public sealed class ApiUser
{
    /// <summary>Longest user name, in characters.</summary>
    public const int UserNameMaxLength = 150;

    /// <summary>The highest <see cref="PermitLimit"/>.</summary>
    public const int MaxPermitLimit = 1_000_000;

    private readonly List<ApiUserCompany> _companies = [];

    /// <summary>The account's number.</summary>
    public long Id { get; init; }

    /// <summary>The user name, unique without regard to case.</summary>
    public required string UserName
    {
        get;
        init
        {
            field = value;
            NormalizedUserName = Normalize(value);
        }
    }

    /// <summary>The user name in the form in which it is unique.</summary>
    public string NormalizedUserName { get; private init; } = "";

    /// <summary>False shuts out the account, its applications and their tokens.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>False makes every write answer 403.</summary>
    public bool MayWrite { get; set; } = true;

    /// <summary>Requests per window, or null for the deployment's setting.</summary>
    public int? PermitLimit { get; set; }

    /// <summary>When the account was made, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The companies whose data the account may see.</summary>
    public IReadOnlyList<ApiUserCompany> Companies => _companies;

    /// <summary>The form in which user names are compared.</summary>
    public static string Normalize(string userName) => StoredText.Normalize(userName).ToUpperInvariant();

    /// <summary>Lets the account see a company. A second call changes nothing.</summary>
    public void Link(long companyId)
    {
        if (_companies.All(c => c.CompanyId != companyId))
        {
            _companies.Add(new ApiUserCompany { ApiUserId = Id, CompanyId = companyId });
        }
    }

    /// <summary>Takes a company out of the account's sight.</summary>
    public void Unlink(long companyId) => _companies.RemoveAll(c => c.CompanyId == companyId);
}

/// <summary>A company that an API user may see.</summary>
public sealed class ApiUserCompany
{
    /// <summary>The API user.</summary>
    public required long ApiUserId { get; init; }

    /// <summary>The company.</summary>
    public required long CompanyId { get; init; }
}

internal sealed class ApiUserConfiguration : IEntityTypeConfiguration<ApiUser>
{
    public void Configure(EntityTypeBuilder<ApiUser> builder)
    {
        builder.ToTable("ApiUsers");
        builder.Property(u => u.UserName).HasMaxLength(ApiUser.UserNameMaxLength);
        builder.Property(u => u.NormalizedUserName).HasMaxLength(ApiUser.UserNameMaxLength);
        builder.HasIndex(u => u.NormalizedUserName).IsUnique();
        builder.HasMany(u => u.Companies).WithOne().HasForeignKey(c => c.ApiUserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ApiUserCompanyConfiguration : IEntityTypeConfiguration<ApiUserCompany>
{
    public void Configure(EntityTypeBuilder<ApiUserCompany> builder)
    {
        builder.ToTable("ApiUserCompanies");
        builder.HasKey(c => new { c.ApiUserId, c.CompanyId });
        builder.HasOne<Company>().WithMany().HasForeignKey(c => c.CompanyId).OnDelete(DeleteBehavior.Cascade);
    }
}
