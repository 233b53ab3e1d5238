using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;

namespace FinAut.Api.Pages.Applications;

/// <summary>Checks what is typed about an application.</summary>
internal static class ApplicationFields
{
    /// <summary>What is wrong with a name, or null.</summary>
    public static string? CheckName(string name, Language language) =>
        !StoredText.CanBeStored(name) ? language["Navnet har tegn som ikke kan brukes.", "The name has characters that cannot be used."]
        : name.Length == 0 ? language["Skriv et navn.", "Enter a name."]
        : name.Length > Application.NameMaxLength ? language[$"Navnet kan ha høyst {Application.NameMaxLength} tegn.", $"The name may have at most {Application.NameMaxLength} characters."]
        : null;
}
