using FinAut.Domain.Accounts;
using Microsoft.AspNetCore.Identity;

namespace FinAut.Api.Accounts;

/// <summary>Passwords are long rather than odd (NIST SP 800-63B section 5.1.1.2), and none of those that everybody tries.</summary>
internal sealed class PasswordRules : IPasswordValidator<Account>
{
    /// <summary>Fewest characters.</summary>
    public const int MinLength = 12;

    /// <summary>Most characters: hashing is not to be made work.</summary>
    public const int MaxLength = 200;

    /// <summary>Error code: too short.</summary>
    public const string TooShort = nameof(TooShort);

    /// <summary>Error code: too long.</summary>
    public const string TooLong = nameof(TooLong);

    /// <summary>Error code: everybody tries it.</summary>
    public const string Common = nameof(Common);

    // What is left of common passwords when digits, signs and case are taken away; longer ones are made of these.
    private static readonly string[] CommonWords =
    [
        "password", "passord", "passwort", "qwerty", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abc", "abcd", "abcdef", "abcdefgh", "admin",
        "administrator", "welcome", "velkommen", "letmein", "iloveyou", "jegelskerdeg", "monkey", "dragon", "football", "fotball", "baseball",
        "master", "sunshine", "princess", "superman", "batman", "trustno", "login", "hello", "hallo", "hei", "secret", "hemmelig", "test",
        "testing", "finaut", "norsktest", "norge", "oslo", "bergen", "trondheim", "stavanger", "sommer", "vinter", "summer", "winter",
        "host", "var", "januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember",
        "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lordag", "sondag", "changeme", "default", "guest", "user", "bruker", "root", "bank",
        "forsikring", "dnb", "liverpool", "arsenal", "chelsea", "rosenborg", "brann", "kari", "ola", "nordmann", "correcthorsebatterystaple",
    ];

    private static readonly HashSet<string> CommonSet = new(CommonWords, StringComparer.Ordinal);

    /// <summary>The code of what is wrong with a password, or null.</summary>
    public static string? Check(string password, string userName) =>
        password.Length < MinLength ? TooShort
        : password.Length > MaxLength ? TooLong
        : IsCommon(password, userName) ? Common
        : null;

    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password)
    {
        var fault = Check(password ?? "", user.UserName);
        return Task.FromResult(fault is null ? IdentityResult.Success : IdentityResult.Failed(new IdentityError { Code = fault, Description = fault }));
    }

    private static bool IsCommon(string password, string userName)
    {
        var lower = password.ToLowerInvariant();
        if (lower.Distinct().Count() < 5 || (userName.Length > 3 && lower.Contains(userName.ToLowerInvariant(), StringComparison.Ordinal)))
        {
            return true;
        }

        var letters = new string([.. lower.Where(char.IsAsciiLetter)]);
        return letters.Length < 3 || IsMadeOfCommonWords(letters);
    }

    // "PassordVelkommen1!" is two of them.
    private static bool IsMadeOfCommonWords(string letters)
    {
        var reached = new bool[letters.Length + 1];
        reached[0] = true;
        for (var end = 1; end <= letters.Length; end++)
        {
            for (var start = 0; start < end && !reached[end]; start++)
            {
                reached[end] = reached[start] && CommonSet.Contains(letters[start..end]);
            }
        }

        return reached[^1];
    }
}
