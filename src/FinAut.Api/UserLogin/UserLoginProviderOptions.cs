using FinAut.Api.Hosting;
using Microsoft.Extensions.Options;

namespace FinAut.Api.UserLogin;

/// <summary>Settings of the OpenID Connect provider by which candidates may sign in. Without any there is none.</summary>
public sealed class UserLoginProviderOptions
{
    /// <summary>The settings' section.</summary>
    public const string Section = "UserLogin:Provider";

    /// <summary>What candidates know it by.</summary>
    public string Name { get; set; } = "ID-porten";

    /// <summary>Where browsers are sent. This, the two other endpoints, client id and secret must all be set, or none.</summary>
    public string? AuthorizationEndpoint { get; set; }

    /// <summary>Where a code is changed for a token.</summary>
    public string? TokenEndpoint { get; set; }

    /// <summary>Where the person is read.</summary>
    public string? UserInfoEndpoint { get; set; }

    /// <summary>Who we are to the provider.</summary>
    public string? ClientId { get; set; }

    /// <summary>What proves it.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>The scopes to ask for, separated by blanks.</summary>
    public string Scope { get; set; } = "openid profile";

    /// <summary>The claim of userinfo that holds the persnr.</summary>
    public string PersnrClaim { get; set; } = "pid";

    /// <summary>Whether there is a provider.</summary>
    public bool IsConfigured => AuthorizationEndpoint is not null;
}

internal sealed class UserLoginProviderOptionsValidator(IOptions<DemoOptions> demo) : IValidateOptions<UserLoginProviderOptions>
{
    private const string Prefix = "UserLogin__Provider__";

    public ValidateOptionsResult Validate(string? name, UserLoginProviderOptions options)
    {
        (string Name, string? Value)[] urls =
        [
            (nameof(options.AuthorizationEndpoint), options.AuthorizationEndpoint),
            (nameof(options.TokenEndpoint), options.TokenEndpoint),
            (nameof(options.UserInfoEndpoint), options.UserInfoEndpoint),
        ];
        (string Name, string? Value)[] texts =
        [
            (nameof(options.ClientId), options.ClientId),
            (nameof(options.ClientSecret), options.ClientSecret),
            (nameof(options.PersnrClaim), options.PersnrClaim),
            (nameof(options.Scope), options.Scope),
            (nameof(options.Name), options.Name),
        ];
        if (urls.All(u => u.Value is null) && options is { ClientId: null, ClientSecret: null })
        {
            return ValidateOptionsResult.Success;
        }

        var failures = urls.Where(u => !IsUrl(u.Value)).Select(u => $"{Prefix}{u.Name} must be {(demo.Value.Enabled ? "a URL" : "an https URL")}.")
            .Concat(texts.Where(t => string.IsNullOrWhiteSpace(t.Value)).Select(t => $"{Prefix}{t.Name} must be set."))
            .ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private bool IsUrl(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (demo.Value.Enabled && url.Scheme == Uri.UriSchemeHttp));
}
