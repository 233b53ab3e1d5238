using FinAut.Api.Docs;
using FinAut.Api.Http;
using FinAut.Api.Validation;
using FinAut.Domain.Webhooks;
using FluentValidation;

namespace FinAut.Api.Webhooks;

/// <summary>What clients write of an endpoint.</summary>
public sealed record WebhookEndpointRequest
{
    /// <summary>The company: URL, path or number. Cannot be changed later.</summary>
    /// <example>/finautapi/v1/companies/2265/</example>
    [WriteField(Reference = true)]
    public Field<string> Company { get; init; }

    /// <summary><c>results</c>, <c>userstatuses</c> or <c>all</c>.</summary>
    /// <example>all</example>
    public Field<string> Kind { get; init; }

    /// <summary>Where to post.</summary>
    /// <example>https://lms.example.no/finaut/</example>
    public Field<string> Url { get; init; }

    /// <summary><c>whsec_</c> and base64 of 24 to 64 bytes; made by the server when left out; null leaves posts unsigned.</summary>
    [WriteField(Nullable = true)]
    public Field<string> Secret { get; init; }

    /// <summary>Whether to send.</summary>
    /// <example>true</example>
    public Field<bool> Enabled { get; init; }

    internal static WebhookEndpointRequest From(BodyFields body) => new()
    {
        Company = body.Text("company"),
        Kind = body.Text("kind"),
        Url = body.Text("url"),
        Secret = body.Text("secret"),
        Enabled = body.Boolean("enabled"),
    };
}

/// <summary>Checks the form of an endpoint, and its address.</summary>
public abstract partial class WebhookEndpointValidator : AbstractValidator<WebhookEndpointRequest>
{
    private const int KindMaxLength = 20;
    internal const string NotSecret = "Enter whsec_ followed by the base64 of 24 to 64 bytes.";

    /// <summary>Makes a validator.</summary>
    /// <param name="complete">Whether everything that a create needs must be there.</param>
    /// <param name="guard">Judges addresses.</param>
    /// <param name="logger">Tells staff why an address is refused.</param>
    protected WebhookEndpointValidator(bool complete, AddressGuard guard, ILogger logger)
    {
        RuleFor(r => r.Company).Reference(ResourceNames.Companies, required: complete);

        RuleFor(r => r.Kind).Text(KindMaxLength, required: complete, allowBlank: false).Value((text, fail) =>
        {
            if (WebhookKinds.Find(text) is null)
            {
                fail(FieldMessages.NotAChoice(text));
            }
        });
        RuleFor(r => r.Url).Text(WebhookEndpoint.UrlMaxLength, required: complete, allowBlank: false);
        RuleFor(r => r.Url).CustomAsync(async (url, context, cancellationToken) =>
        {
            if (url.HasValue && url.Value!.Length is > 0 and <= WebhookEndpoint.UrlMaxLength
                && await guard.CheckAsync(url.Value, cancellationToken) is { } refusal)
            {
                LogRefused(logger, refusal.Reason.Text);
                context.AddFailure(GuardRefusal.PublicMessage);
            }
        });
        RuleFor(r => r.Secret).Form(required: false, allowNull: true).Value((text, fail) =>
        {
            if (!WebhookSecret.TryParse(text, out _))
            {
                fail(NotSecret);
            }
        });
        RuleFor(r => r.Enabled).Form(required: false);
    }

    [LoggerMessage(1, LogLevel.Information, "The URL of a webhook endpoint was refused: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);
}

/// <summary>For POST.</summary>
public sealed class NewWebhookEndpointValidator(AddressGuard guard, ILogger<WebhookEndpointValidator> logger)
    : WebhookEndpointValidator(complete: true, guard, logger);

/// <summary>For PATCH.</summary>
public sealed class WebhookEndpointChangeValidator(AddressGuard guard, ILogger<WebhookEndpointValidator> logger)
    : WebhookEndpointValidator(complete: false, guard, logger);

/// <summary>What clients write to rotate a secret.</summary>
public sealed record WebhookRotationRequest
{
    /// <summary>For how many hours the old secrets still sign: 0 to 168, 24 when left out. 0 ends them at once.</summary>
    /// <example>48</example>
    public Field<long> OverlapHours { get; init; }

    internal static WebhookRotationRequest From(BodyFields body) => new() { OverlapHours = body.Integer("overlap_hours") };
}

/// <summary>Checks how long old secrets still sign.</summary>
public sealed class WebhookRotationValidator : AbstractValidator<WebhookRotationRequest>
{
    /// <summary>The longest overlap: a week.</summary>
    public const int MaxOverlapHours = 168;

    /// <summary>Makes a validator.</summary>
    public WebhookRotationValidator() => RuleFor(r => r.OverlapHours).Form(required: false).Value((hours, fail) =>
    {
        if (hours is < 0 or > MaxOverlapHours)
        {
            fail(hours < 0 ? FieldMessages.TooLow(0) : FieldMessages.TooHigh(MaxOverlapHours));
        }
    });
}
