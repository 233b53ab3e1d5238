using FinAut.Domain.ApiClients;

namespace FinAut.Api.Pages.Applications;

/// <summary>Checks what is typed about an application.</summary>
internal static class ApplicationFields
{
    /// <summary>What is wrong with a name, or null.</summary>
    public static string? CheckName(string? name, Language language) => (name?.Trim().Length ?? 0) switch
    {
        0 => language["Skriv et navn.", "Enter a name."],
        > Application.NameMaxLength => language[$"Navnet kan ha høyst {Application.NameMaxLength} tegn.", $"The name may have at most {Application.NameMaxLength} characters."],
        _ => null,
    };
}
