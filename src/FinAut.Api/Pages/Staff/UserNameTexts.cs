using FinAut.Api.Accounts;
using FinAut.Domain.ApiClients;

namespace FinAut.Api.Pages.Staff;

/// <summary>What is wrong with a user name, in words.</summary>
internal static class UserNameTexts
{
    public static string Of(UserNameFault fault, Language language) => fault == UserNameFault.Taken
        ? language["Navnet er i bruk.", "The name is taken."]
        : language[$"Bruk 1 til {ApiUser.UserNameMaxLength} bokstaver, sifre og tegnene . _ - @ +", $"Use {UserNames.Rule}"];
}
