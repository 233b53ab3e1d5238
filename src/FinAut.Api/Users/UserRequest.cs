using FinAut.Api.Docs;
using FinAut.Api.Validation;

namespace FinAut.Api.Users;

/// <summary>What clients write of a person. What is absent stays as it is.</summary>
public sealed record UserRequest
{
    /// <summary>Fødselsnummer or D-number, eleven digits. Cannot be changed later.</summary>
    /// <example>55110094247</example>
    public Field<string> Persnr { get; init; }

    /// <summary>First name.</summary>
    /// <example>Kari</example>
    public Field<string> FirstName { get; init; }

    /// <summary>Last name.</summary>
    /// <example>Nordmann</example>
    public Field<string> LastName { get; init; }

    /// <summary>Email address, or empty.</summary>
    /// <example>kari.nordmann@testfirma.example</example>
    public Field<string> Email { get; init; }

    /// <summary>Norwegian mobile number, exactly eight digits, or empty.</summary>
    /// <example>91234567</example>
    public Field<string> Mobile { get; init; }

    /// <summary>Your own identifier for the person, or empty.</summary>
    /// <example>A1234</example>
    public Field<string> EmployeeAlias { get; init; }

    /// <summary>Where the person works.</summary>
    public Field<WorkForRequest> WorkFor { get; init; }

    /// <summary>Roles to give: URLs, paths or keys such as <c>afr_ka</c>. Roles are added, never taken away.</summary>
    public Field<IReadOnlyList<Field<string>>> Userroles { get; init; }

    internal static UserRequest From(BodyFields body) => new()
    {
        Persnr = body.Text("persnr"),
        FirstName = body.Text("first_name"),
        LastName = body.Text("last_name"),
        Email = body.Text("email"),
        Mobile = body.Text("mobile"),
        EmployeeAlias = body.Text("employee_alias"),
        WorkFor = body.Object("work_for", WorkForRequest.From),
        Userroles = body.References("userroles"),
    };
}

/// <summary>Where a person works. Each is a URL, a path or a number.</summary>
public sealed record WorkForRequest
{
    /// <summary>The company, one of yours.</summary>
    /// <example>/finautapi/v1/companies/2265/</example>
    [WriteField(Reference = true)]
    public Field<string> Company { get; init; }

    /// <summary>The department, one of the company's.</summary>
    /// <example>/finautapi/v1/departments/2266/</example>
    [WriteField(Reference = true)]
    public Field<string> Department { get; init; }

    /// <summary>The franchise, one of the department's, or null. A new department clears it unless one is sent.</summary>
    [WriteField(Reference = true, Nullable = true)]
    public Field<string> Franchise { get; init; }

    internal static WorkForRequest From(BodyFields body) => new()
    {
        Company = body.Reference("company"),
        Department = body.Reference("department"),
        Franchise = body.Reference("franchise"),
    };
}
