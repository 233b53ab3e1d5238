using FinAut.Domain.Ordninger;
using FinAut.Domain.Users;

namespace FinAut.Api.Users;

/// <summary>The key in a user role's URL.</summary>
/// <param name="Ordning">The ordning.</param>
/// <param name="UserType">The type.</param>
public readonly record struct UserRoleKey(Ordning Ordning, UserType UserType)
{
    /// <summary>Reads a key such as <c>afr_ka</c>, or returns null.</summary>
    public static UserRoleKey? Parse(string key) =>
        key.Split('_') is [var appName, var code] && OrdningCatalogue.Find(appName) is { } ordning && UserTypeCodes.Find(code) is { } type
            ? new UserRoleKey(ordning, type)
            : null;
}
