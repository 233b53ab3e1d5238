using FinAut.Domain.Accounts;

namespace FinAut.Api.Pages.Staff.StaffAccounts;

/// <summary>Roles as forms carry them and people read them.</summary>
internal static class StaffRoles
{
    /// <summary>The value of a form's field for the administrator.</summary>
    public const string Administrator = "administrator";

    /// <summary>The value of a form's field for support.</summary>
    public const string Support = "support";

    /// <summary>Reads a form's field.</summary>
    public static StaffRole? Read(string? text) => text switch
    {
        Administrator => StaffRole.Administrator,
        Support => StaffRole.Support,
        _ => null,
    };

    /// <summary>The value of a form's field.</summary>
    public static string Value(StaffRole role) => role == StaffRole.Administrator ? Administrator : Support;

    /// <summary>What people read.</summary>
    public static string Name(StaffRole? role, Language language) =>
        role == StaffRole.Administrator ? language["Administrator", "Administrator"] : language["Støtte", "Support"];

    /// <summary>What is wrong with a field, or null.</summary>
    public static string Missing(Language language) => language["Velg en rolle.", "Choose a role."];
}
