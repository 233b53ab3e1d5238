using System.ComponentModel.DataAnnotations;

namespace FinAut.Api.OAuth;

/// <summary>Settings of the OAuth endpoints.</summary>
public sealed class OAuthOptions
{
    /// <summary>The settings' section.</summary>
    public const string Section = "OAuth";

    /// <summary>Failed client secrets a minute that one address may send before it gets 429.</summary>
    [Range(1, 1_000_000, ErrorMessage = "OAuth__FailedSecretsPerMinute must be from 1 to 1000000.")]
    public int FailedSecretsPerMinute { get; set; } = 30;
}
