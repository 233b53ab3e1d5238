using System.ComponentModel.DataAnnotations;

namespace FinAut.Api.Throttling;

/// <summary>Settings of the throttle.</summary>
public sealed class ThrottleOptions
{
    /// <summary>The settings' section.</summary>
    public const string Section = "Throttle";

    /// <summary>False lets every request through.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Requests per window for an API user that has no limit of its own.</summary>
    [Range(1, 1_000_000_000, ErrorMessage = "Throttle__PermitLimit must be from 1 to 1000000000.")]
    public int PermitLimit { get; set; } = 200;

    /// <summary>Length of the window, in seconds.</summary>
    [Range(1, 31_536_000, ErrorMessage = "Throttle__WindowSeconds must be from 1 to 31536000.")]
    public int WindowSeconds { get; set; } = 3600;

    /// <summary>Length of the window.</summary>
    public TimeSpan Window => TimeSpan.FromSeconds(WindowSeconds);
}
