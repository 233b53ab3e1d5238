using System.Text.Encodings.Web;
using FinAut.Api.Accounts;
using FinAut.Api.Http;

namespace FinAut.Api.Pages;

/// <summary>Error pages. They are made of nothing that could fail in its turn.</summary>
internal static class SiteErrors
{
    /// <summary>Writes the page of a status.</summary>
    public static async Task WriteAsync(HttpContext context, int status)
    {
        var language = context.RequestServices.GetRequiredService<Language>();
        if (status == StatusCodes.Status400BadRequest && LostSession.SignInPath(context) is { } signIn)
        {
            LostSession.Announce(context, language);
            context.Response.Redirect(signIn);
            return;
        }

        var isAnothers = status == StatusCodes.Status400BadRequest && await LostSession.IsAnothersFormAsync(context);
        var isUnreadable = status == StatusCodes.Status400BadRequest && !isAnothers && !await CanReadFormAsync(context.Request);
        var (title, text) = status switch
        {
            _ when isAnothers => (
                language["Skjemaet hører til en annen innlogging", "The form belongs to another sign-in"],
                language[
                    "Noen har logget inn på nytt i denne nettleseren etter at skjemaet ble åpnet. Det du sendte, er ikke lagret.",
                    "Somebody has signed in again in this browser since the form was opened. What you sent was not saved."]),
            _ when isUnreadable => (
                language["Skjemaet kan ikke leses", "The form cannot be read"],
                language[
                    "Det du skrev, har tegn som ikke kan lagres. Gå tilbake, fjern dem og prøv igjen.",
                    "What you typed has characters that cannot be kept. Go back, remove them and try again."]),
            StatusCodes.Status400BadRequest => (
                language["Skjemaet er for gammelt", "The form is too old"],
                language["Gå tilbake, last siden på nytt og prøv igjen.", "Go back, reload the page and try again."]),
            StatusCodes.Status403Forbidden => (
                language["Ingen tilgang", "No access"],
                language["Kontoen din har ikke tilgang til denne siden.", "Your account has no access to this page."]),
            StatusCodes.Status404NotFound => (
                language["Fant ikke siden", "Page not found"],
                language["Adressen er feil, eller det den viste til, finnes ikke lenger.", "The address is wrong, or what it pointed to is gone."]),
            StatusCodes.Status405MethodNotAllowed => (
                language["Slik kan siden ikke brukes", "The page cannot be used like that"],
                language["Åpne adressen i en nettleser.", "Open the address in a browser."]),
            StatusCodes.Status409Conflict => (
                language["Ingenting ble endret", "Nothing was changed"],
                language[
                    "Noen andre endret det samme samtidig. Gå tilbake, last inn siden på nytt og prøv igjen.",
                    "Somebody else changed the same at the same time. Go back, reload the page and try again."]),
            StatusCodes.Status503ServiceUnavailable => (
                language["Utilgjengelig et øyeblikk", "Away for a moment"],
                language["Prøv igjen om litt.", "Please try again shortly."]),
            _ => (
                language["Noe gikk galt", "Something went wrong"],
                language["Feilen er logget. Oppgi koden under hvis du tar kontakt.", "The error was logged. Quote the code below if you get in touch."]),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.ContentSecurityPolicy = SiteHeadersMiddleware.Policy;
        await context.Response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="{language.Code}">
            <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>{title} – FinAut API</title>
                <link rel="stylesheet" href="{SiteAssets.StylesheetUrl}">
                <link rel="icon" href="{SiteAssets.IconUrl}" type="image/svg+xml">
            </head>
            <body>
                <header class="top"><div class="bar"><a class="brand" href="/">FinAut <span>API</span></a></div></header>
                <main>
                    <div class="narrow card">
                        <h1>{title}</h1>
                        <p>{text}</p>
                        <p>{(isAnothers
                            ? $"<a href=\"{SignInPaths.Login}\">{language["Logg inn", "Sign in"]}</a>"
                            : $"<a href=\"/\">{language["Til forsiden", "To the front page"]}</a>")}</p>
                        <p class="lead"><code>{HtmlEncoder.Default.Encode(context.CorrelationId())}</code></p>
                    </div>
                </main>
            </body>
            </html>
            """,
            context.RequestAborted);
    }

    // A form with what no form can hold, such as NUL, is refused before anybody looks for its token.
    private static async Task<bool> CanReadFormAsync(HttpRequest request)
    {
        try
        {
            return !request.HasFormContentType || await request.ReadFormAsync(request.HttpContext.RequestAborted) is not null;
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or IOException or NotSupportedException)
        {
            return false;
        }
    }
}
