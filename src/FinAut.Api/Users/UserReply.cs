using System.Text.Json.Serialization;
using FinAut.Api.Http;

namespace FinAut.Api.Users;

/// <summary>A person.</summary>
public sealed record UserReply
{
    /// <summary>The person's URL.</summary>
    public required ResourceUrl Id { get; init; }

    /// <summary>Fødselsnummer or D-number, eleven digits. Never changes.</summary>
    public required string Persnr { get; init; }

    /// <summary>First name.</summary>
    public required string FirstName { get; init; }

    /// <summary>Last name.</summary>
    public required string LastName { get; init; }

    /// <summary>Email address, or empty.</summary>
    public required string Email { get; init; }

    /// <summary>Norwegian mobile number, eight digits, or empty.</summary>
    public required string Mobile { get; init; }

    /// <summary>The employer's own identifier for the person, or empty.</summary>
    public required string EmployeeAlias { get; init; }

    /// <summary>Where the person works now.</summary>
    public required WorkFor WorkFor { get; init; }

    /// <summary>The person's roles. A candidate role is left out while the person is withdrawn (utmeldt).</summary>
    public required IReadOnlyList<ResourceUrl> Userroles { get; init; }

    /// <summary>The person's employments in your reach, newest first.</summary>
    public required IReadOnlyList<ResourceUrl> Employment { get; init; }

    /// <summary>The identifier that UserLogin gave you for the person; absent when there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? EncodedUserid { get; init; }

    /// <summary>The companies that a bedriftsansvarlig administers; empty for others.</summary>
    public required IReadOnlyList<ResourceUrl> Administers { get; init; }

    /// <summary>When the person was registered.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When the person, an employment or a role last changed.</summary>
    public required DateTimeOffset Changed { get; init; }
}

/// <summary>Where a person works.</summary>
/// <param name="Company">The company.</param>
/// <param name="Department">The department.</param>
/// <param name="Franchise">The franchise, or null.</param>
public sealed record WorkFor(ResourceUrl Company, ResourceUrl Department, ResourceUrl? Franchise);
