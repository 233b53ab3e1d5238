namespace FinAut.Domain.Audit;

/// <summary>Who makes changes through a context.</summary>
/// <param name="Kind">The kind of actor.</param>
/// <param name="Name">A client id, a user name, or the name of a command.</param>
/// <param name="CorrelationId">The correlation id of the request, or empty.</param>
public sealed record Actor(ActorKind Kind, string Name, string CorrelationId)
{
    /// <summary>The server itself, at work for nobody in particular.</summary>
    public static Actor Server { get; } = new(ActorKind.System, "server", "");
}
