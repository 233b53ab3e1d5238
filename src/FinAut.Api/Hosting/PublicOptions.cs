using Microsoft.Extensions.Options;

namespace FinAut.Api.Hosting;

/// <summary>How the world reaches the server. These settings stand at the top level.</summary>
public sealed class PublicOptions
{
    /// <summary>What webhooks name in demo mode unless told otherwise.</summary>
    public const string DemoHostUrl = "http://127.0.0.1:5080";

    /// <summary>Scheme and host that webhooks and mails name, such as <c>https://api.example.no</c>. Required outside demo mode.</summary>
    public string? PublicBaseUrl { get; set; }

    /// <summary>Hosts that requests may name, separated by semicolons. Required outside demo mode.</summary>
    public string? AllowedHosts { get; set; }

    /// <summary>Where the server listens: URLs separated by semicolons. Without any: <c>http://localhost:5000</c>.</summary>
    public string? Urls { get; set; }

    /// <summary><see cref="PublicBaseUrl"/> without a slash at its end, or null.</summary>
    public string? HostUrl => string.IsNullOrWhiteSpace(PublicBaseUrl) ? null : PublicBaseUrl.TrimEnd('/');
}

internal sealed class PublicOptionsValidator(IOptions<DemoOptions> demo) : IValidateOptions<PublicOptions>
{
    public ValidateOptionsResult Validate(string? name, PublicOptions options)
    {
        var failures = new List<string>();
        if (options.Urls?.Split(';', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(u => !IsAddress(u)) is { } wrong)
        {
            failures.Add($"ASPNETCORE_URLS must be URLs such as http://0.0.0.0:8080, separated by semicolons; {wrong} is none.");
        }

        if (options.HostUrl is { } url
            && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri!.PathAndQuery == "/" && uri.Fragment.Length == 0))
        {
            failures.Add("PublicBaseUrl must be a URL of scheme and host only, such as https://api.example.no.");
        }

        if (!demo.Value.Enabled)
        {
            if (options.HostUrl?.StartsWith("https://", StringComparison.OrdinalIgnoreCase) != true)
            {
                failures.Add("PublicBaseUrl must be set to the https URL under which clients reach the server.");
            }

            if (string.IsNullOrWhiteSpace(options.AllowedHosts) || options.AllowedHosts.Split(';').Contains("*"))
            {
                failures.Add("AllowedHosts must name the hosts under which clients reach the server, separated by semicolons.");
            }
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
    private static bool IsAddress(string url)
    {
        try
        {
            _ = BindingAddress.Parse(url);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
