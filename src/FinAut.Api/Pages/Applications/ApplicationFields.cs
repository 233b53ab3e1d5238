using FinAut.Api.Validation;
using FinAut.Domain.ApiClients;

namespace FinAut.Api.Pages.Applications;

/// <summary>Checks what is typed about an application.</summary>
internal static class ApplicationFields
{
    /// <summary>What is wrong with a name, or null.</summary>
    public static string? CheckName(string name, Language language) => TextLine.Check(name, Application.NameMaxLength) switch
    {
        null => null,
        TextLineFault.Missing => language["Skriv et navn.", "Enter a name."],
        TextLineFault.TooLong => language[$"Navnet kan ha høyst {Application.NameMaxLength} tegn.", $"The name may have at most {Application.NameMaxLength} characters."],
        _ => language["Navnet har tegn som ikke kan brukes.", "The name has characters that cannot be used."],
    };
}
