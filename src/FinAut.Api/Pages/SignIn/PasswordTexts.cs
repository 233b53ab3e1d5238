using FinAut.Api.Accounts;

namespace FinAut.Api.Pages.SignIn;

/// <summary>What is wrong with a password, in words.</summary>
internal static class PasswordTexts
{
    public static string Of(string fault, Language language) => fault switch
    {
        PasswordRules.TooShort => language[$"Passordet må ha minst {PasswordRules.MinLength} tegn.", $"The password must have at least {PasswordRules.MinLength} characters."],
        PasswordRules.TooLong => language[$"Passordet kan ha høyst {PasswordRules.MaxLength} tegn.", $"The password may have at most {PasswordRules.MaxLength} characters."],
        _ => language["Passordet er for lett å gjette. Velg heller en setning som ingen andre bruker.", "The password is too easy to guess. Choose a sentence that nobody else uses."],
    };
}
