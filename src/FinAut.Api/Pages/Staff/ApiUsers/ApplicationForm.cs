using FinAut.Domain.ApiClients;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>What staff decide of an application.</summary>
internal sealed class ApplicationForm
{
    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>Whether it may write.</summary>
    public bool Write { get; set; }

    /// <summary>Whether it may manage webhooks.</summary>
    public bool Webhooks { get; set; }

    /// <summary>Whether it may write what only the exam platform may.</summary>
    public bool Exam { get; set; }

    /// <summary>Whether it may introspect tokens.</summary>
    public bool Introspection { get; set; }

    /// <summary>The scopes; reading is always among them.</summary>
    public Scopes Scopes => Scopes.Read
        | (Write ? Scopes.Write : Scopes.None)
        | (Webhooks ? Scopes.Webhooks : Scopes.None)
        | (Exam ? Scopes.Exam : Scopes.None);

    /// <summary>What an application has.</summary>
    public static ApplicationForm Of(Application application) => new()
    {
        Name = application.Name,
        Write = application.Scopes.HasFlag(Scopes.Write),
        Webhooks = application.Scopes.HasFlag(Scopes.Webhooks),
        Exam = application.Scopes.HasFlag(Scopes.Exam),
        Introspection = application.AllowIntrospection,
    };
}
