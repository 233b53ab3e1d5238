using FinAut.Domain.Companies;
using FinAut.Domain.UserLogin;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace FinAut.Domain.Webhooks;

/// <summary>
/// An address to which a company's changed results or statuses are posted, or a UserLogin client's links. The latter is not shown
/// to API users, and follows its client's record.
/// </summary>
public sealed class WebhookEndpoint
{
    /// <summary>Longest URL, in characters.</summary>
    public const int UrlMaxLength = 2000;

    /// <summary>Longest list of appnames, in characters.</summary>
    public const int AppNamesMaxLength = 200;

    /// <summary>Old secrets that may still sign beside the newest.</summary>
    public const int MaxOldSecrets = 5;

    /// <summary>How long an old secret still signs after a rotation, unless said otherwise.</summary>
    public static readonly TimeSpan DefaultOverlap = TimeSpan.FromHours(24);

    private readonly List<WebhookEndpointSecret> _secrets = [];

    /// <summary>The number in the endpoint's URL.</summary>
    public long Id { get; init; }

    /// <summary>The company; never changes. Null for a UserLogin client's.</summary>
    public required long? CompanyId { get; init; }

    /// <summary>The UserLogin client, when it is one's.</summary>
    public long? UserLoginClientId { get; init; }

    /// <summary>Whose sequence is locked before the endpoint is switched on or off: the company's, or one of its own.</summary>
    public long SequenceOwner => CompanyId ?? -Id;

    /// <summary>What is posted.</summary>
    public required WebhookKind Kind { get; set; }

    /// <summary>Where it is posted. Another address forgives what went wrong at the one before, a pause included.</summary>
    public required string Url
    {
        get;
        set
        {
            Health = field is null || field == value ? Health : EndpointHealth.Good;
            field = value;
        }
    }

    /// <summary>The codes of the ordninger that are posted, separated by blanks; empty for all.</summary>
    public string AppNames { get; set; } = "";

    /// <summary>The form of the body.</summary>
    public WebhookBodyForm BodyForm { get; set; } = WebhookBodyForm.Plain;

    /// <summary>Custom headers as encrypted JSON, or null.</summary>
    public byte[]? HeadersCipher { get; set; }

    /// <summary>Whether deliveries are sent.</summary>
    public WebhookEndpointState State { get; private set; } = WebhookEndpointState.Active;

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>What is known of its failures.</summary>
    public EndpointHealth Health
    {
        get => new(FailingSince, LastFailure, TransportFailures, PausedUntil);
        set => (FailingSince, LastFailure, TransportFailures, PausedUntil) =
            (value.FailingSince, value.LastFailure, value.TransportFailures, value.PausedUntil);
    }

    /// <summary>See <see cref="EndpointHealth"/>.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>See <see cref="EndpointHealth"/>.</summary>
    public DateTimeOffset? LastFailure { get; private set; }

    /// <summary>See <see cref="EndpointHealth"/>.</summary>
    public int TransportFailures { get; private set; }

    /// <summary>See <see cref="EndpointHealth"/>.</summary>
    public DateTimeOffset? PausedUntil { get; private set; }

    /// <summary>The secrets that sign; none leaves posts unsigned.</summary>
    public IReadOnlyList<WebhookEndpointSecret> Secrets => _secrets;

    /// <summary>Takes another secret into use; those in use until now still sign for the overlap.</summary>
    /// <param name="cipher">The encrypted secret.</param>
    /// <param name="now">UTC.</param>
    /// <param name="overlap">How long the old ones still sign; zero ends them at once.</param>
    public void AddSecret(byte[] cipher, DateTimeOffset now, TimeSpan overlap)
    {
        EndSecrets(now + overlap);
        _secrets.RemoveAll(s => s.Expires <= now);
        while (_secrets.Count > MaxOldSecrets)
        {
            _secrets.Remove(_secrets.MinBy(s => s.Created)!);
        }

        _secrets.Add(new WebhookEndpointSecret { EndpointId = Id, Cipher = cipher, Created = now });
    }

    /// <summary>Lets every secret end.</summary>
    /// <param name="at">UTC.</param>
    public void EndSecrets(DateTimeOffset at) => _secrets.ForEach(s => s.EndAt(at));

    /// <summary>
    /// Lets the owner, or staff, switch sending off or on again. Switching on forgets past failures; an endpoint that is on already
    /// stays as it is, or its pauses would never last.
    /// </summary>
    /// <returns>Whether that changed anything.</returns>
    public bool Enable(bool enabled)
    {
        if (enabled == (State == WebhookEndpointState.Active))
        {
            return false;
        }

        State = enabled ? WebhookEndpointState.Active : WebhookEndpointState.Disabled;
        Health = enabled ? EndpointHealth.Good : Health;
        return true;
    }

    /// <summary>Stops sending for a reason that lies with the receiver.</summary>
    public void Stop(WebhookEndpointState reason) => State = reason;
}

/// <summary>What an endpoint is posted.</summary>
public enum WebhookKind
{
    /// <summary>Exam results.</summary>
    Results = 1,

    /// <summary>Statuses.</summary>
    UserStatuses = 2,

    /// <summary>Both.</summary>
    All = 3,

    /// <summary>Links made by UserLogin.</summary>
    UserLogin = 4,
}

/// <summary>The form of a posted body.</summary>
public enum WebhookBodyForm
{
    /// <summary>The resource as the API answers it.</summary>
    Plain = 1,

    /// <summary>Standard Webhooks: type, timestamp, data.</summary>
    Envelope = 2,
}

/// <summary>Whether an endpoint is sent to.</summary>
public enum WebhookEndpointState
{
    /// <summary>It is.</summary>
    Active = 1,

    /// <summary>Its owner switched it off.</summary>
    Disabled = 2,

    /// <summary>Nothing but failures for days.</summary>
    Failed = 3,

    /// <summary>The receiver answered 410.</summary>
    Gone = 4,

    /// <summary>Its owner deleted it; the row stays for the sake of the deliveries.</summary>
    Deleted = 5,
}

/// <summary>A secret of an endpoint.</summary>
public sealed class WebhookEndpointSecret
{
    /// <summary>The secret's number.</summary>
    public long Id { get; init; }

    /// <summary>The endpoint.</summary>
    public required long EndpointId { get; init; }

    /// <summary>The encrypted secret.</summary>
    public required byte[] Cipher { get; set; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it ends, UTC, or null.</summary>
    public DateTimeOffset? Expires { get; private set; }

    /// <summary>Lets the secret end, unless it ends sooner.</summary>
    /// <param name="at">UTC.</param>
    public void EndAt(DateTimeOffset at) => Expires = Expires is { } expires && expires < at ? expires : at;
}

internal sealed class WebhookEndpointConfiguration : IEntityTypeConfiguration<WebhookEndpoint>
{
    public void Configure(EntityTypeBuilder<WebhookEndpoint> builder)
    {
        builder.ToTable("WebhookEndpoints");
        builder.Property(e => e.Kind).HasConversion<short>();
        builder.Property(e => e.BodyForm).HasConversion<short>();
        builder.Property(e => e.State).HasConversion<short>();
        builder.Property(e => e.Url).HasMaxLength(WebhookEndpoint.UrlMaxLength);
        builder.Property(e => e.AppNames).HasMaxLength(WebhookEndpoint.AppNamesMaxLength);
        builder.HasOne<Company>().WithMany().HasForeignKey(e => e.CompanyId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<UserLoginClient>().WithOne().HasForeignKey<WebhookEndpoint>(e => e.UserLoginClientId).OnDelete(DeleteBehavior.Restrict);
        builder.Ignore(e => e.Health);
        builder.Ignore(e => e.SequenceOwner);
        builder.HasMany(e => e.Secrets).WithOne().HasForeignKey(s => s.EndpointId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class WebhookEndpointSecretConfiguration : IEntityTypeConfiguration<WebhookEndpointSecret>
{
    public void Configure(EntityTypeBuilder<WebhookEndpointSecret> builder) => builder.ToTable("WebhookEndpointSecrets");
}
