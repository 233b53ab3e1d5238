using System.Diagnostics.CodeAnalysis;
using FinAut.Domain.UserLogin;
using FinAut.Domain.Users;

namespace FinAut.Api.UserLogin;

/// <summary>What an LMS may call its people: numbers, GUIDs, user names, email addresses; nothing that means something to a browser.</summary>
internal static class ExtUserIds
{
    private const string Signs = "-._~@+:=,|";

    // A persnr would stand in our database, and in posts, for all to read.
    private static readonly PersnrRules AnyPersnr = new(AcceptSynthetic: true, Accept2032ControlDigits: false);

    /// <summary>True for an identifier that is taken.</summary>
    public static bool IsTaken([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= UserLoginLink.ExtUserIdMaxLength }
        && text.All(c => char.IsLetterOrDigit(c) || Signs.Contains(c, StringComparison.Ordinal))
        && !Persnr.TryParse(text, AnyPersnr, out _);
}
