using FinAut.Domain.ApiClients;

namespace FinAut.Api.Pages.Applications;

/// <summary>An application's secrets in force, as a table.</summary>
/// <param name="Live">The secrets, newest first.</param>
/// <param name="Home">The application's page, under which each secret is revoked; null for a visitor who may not.</param>
/// <param name="Empty">What to say when there are none.</param>
internal sealed record SecretTable(IReadOnlyList<ApplicationSecret> Live, string? Home, string Empty)
{
    /// <summary>The secrets in force, newest first.</summary>
    public static List<ApplicationSecret> LiveOf(Application application, DateTimeOffset now) =>
        [.. application.Secrets.Where(s => s.IsLive(now)).OrderByDescending(s => s.Created).ThenByDescending(s => s.Id)];

    /// <summary>What a secret is called: its label, and how it ends or when it was created.</summary>
    public static string NameOf(ApplicationSecret secret, Language language)
    {
        var end = secret.LastFour is { } four ? $"…{four}" : language[$"opprettet {language.Time(secret.Created)}", $"created {language.Time(secret.Created)}"];
        return secret.Label.Length == 0 ? end : $"{Bidi.Isolate(secret.Label)} ({end})";
    }
}

/// <summary>A secret that is about to be revoked.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="Application">The application's name.</param>
/// <param name="Others">How many other secrets are in force.</param>
/// <param name="Home">The application's page.</param>
internal sealed record SecretToRevoke(ApplicationSecret Secret, string Application, int Others, string Home)
{
    /// <summary>Finds a secret in force among an application's, or returns null.</summary>
    public static SecretToRevoke? Find(Application application, long id, DateTimeOffset now, string home)
    {
        var live = SecretTable.LiveOf(application, now);
        return live.Find(s => s.Id == id) is { } secret ? new SecretToRevoke(secret, application.Name, live.Count - 1, home) : null;
    }
}
