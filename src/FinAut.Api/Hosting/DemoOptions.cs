using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Hosting;

/// <summary>Settings of the demo mode: well-known credentials, invented people, plain http.</summary>
public sealed class DemoOptions
{
    /// <summary>The settings' section.</summary>
    public const string Section = "Demo";

    /// <summary>Whether the server is a demo. Refused in the environment Production.</summary>
    public bool Enabled { get; set; }

    /// <summary>How many people the command <c>seed</c> invents.</summary>
    [Range(0, 5_000_000, ErrorMessage = "Demo__Users must be from 0 to 5000000.")]
    public int Users { get; set; } = 2000;
}

internal sealed class DemoOptionsValidator(IHostEnvironment environment) : IValidateOptions<DemoOptions>
{
    public ValidateOptionsResult Validate(string? name, DemoOptions options) =>
        options.Enabled && environment.IsProduction()
            ? ValidateOptionsResult.Fail("Demo__Enabled must not be true in the environment Production.")
            : ValidateOptionsResult.Success;
}
