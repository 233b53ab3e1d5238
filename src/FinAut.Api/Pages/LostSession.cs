using FinAut.Api.Accounts;
using FinAut.Api.UserLogin;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace FinAut.Api.Pages;

/// <summary>
/// What happens to a form whose session ended before it was sent: by time, in another tab, or because its cookie is gone. Nothing is
/// saved, and the sign-in page says so.
/// </summary>
internal static class LostSession
{
    /// <summary>Under this name the next page finds what to warn of.</summary>
    public const string Warning = nameof(Warning);

    /// <summary>Makes the next page say that the session is over.</summary>
    public static void Announce(HttpContext context, Language language) => Warn(
        context,
        language["Du er logget ut. Det du sendte, er ikke lagret: logg inn og prøv igjen.", "You are signed out. What you sent was not saved: sign in and try again."]);

    /// <summary>Makes the next page warn.</summary>
    public static void Warn(HttpContext context, string text)
    {
        var data = context.RequestServices.GetRequiredService<ITempDataDictionaryFactory>().GetTempData(context);
        data[Warning] = text;
        data.Save();
    }

    /// <summary>
    /// Where to sign in again, when a form was refused that is shown to people who have signed in, and nobody has; else null. Pages
    /// that are closed to others never come so far.
    /// </summary>
    public static string? SignInPath(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || context.User.Identity?.IsAuthenticated == true)
        {
            return null;
        }

        var policies = context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(a => a.Policy).ToList() ?? [];
        var login = policies.Contains(Policies.CandidateOrAnybody) ? CandidatePaths.Login
            : policies.Contains(Policies.SignedInOrAnybody) ? SignInPaths.Login
            : null;
        return login is null ? null : $"{login}?{SignInPaths.NextParameter}={Uri.EscapeDataString(context.Request.Path.ToUriComponent())}";
    }

    /// <summary>True when a form was refused because it was opened by somebody else than who has signed in now.</summary>
    public static async Task<bool> IsAnothersFormAsync(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || context.User.Identity?.IsAuthenticated != true)
        {
            return false;
        }

        try
        {
            await context.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(context);
            return false;
        }
        catch (AntiforgeryValidationException exception)
        {
            // The framework tells the reasons apart by their words only.
            return exception.Message.Contains("was meant for", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or NotSupportedException)
        {
            return false;
        }
    }
}
