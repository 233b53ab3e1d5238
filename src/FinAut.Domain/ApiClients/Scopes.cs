namespace FinAut.Domain.ApiClients;

/// <summary>What a token may be used for (RFC 6749 section 3.3).</summary>
[Flags]
public enum Scopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Reading.</summary>
    Read = 1,

    /// <summary>Writing what a company may write.</summary>
    Write = 2,

    /// <summary>What only Norsk Test's exam platform may write.</summary>
    Exam = 4,

    /// <summary>Managing webhooks.</summary>
    Webhooks = 8,
}

/// <summary>The names of <see cref="Scopes"/> on the wire.</summary>
public static class ScopeNames
{
    /// <summary>What a request without a scope gets, as far as the application holds it.</summary>
    public const Scopes Default = Scopes.Read | Scopes.Write;

    private static readonly (string Name, Scopes Scope)[] Names =
        [("read", Scopes.Read), ("write", Scopes.Write), ("exam", Scopes.Exam), ("webhooks", Scopes.Webhooks)];

    /// <summary>Every scope's name.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Names.Select(n => n.Name)];

    /// <summary>The names, separated by one blank, always in the same order.</summary>
    public static string Format(Scopes scopes) => string.Join(' ', Names.Where(n => scopes.HasFlag(n.Scope)).Select(n => n.Name));

    /// <summary>Reads names separated by blanks; a name may occur twice.</summary>
    /// <returns>False when a name is unknown. Names are compared exactly.</returns>
    public static bool TryParse(string text, out Scopes scopes)
    {
        scopes = Scopes.None;
        foreach (var name in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var scope = Array.Find(Names, n => n.Name == name).Scope;
            if (scope == Scopes.None)
            {
                return false;
            }

            scopes |= scope;
        }

        return scopes != Scopes.None;
    }
}
