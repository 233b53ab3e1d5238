using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Hosting;

/// <summary>Settings of mail to those who run the service. Without a host no mail is sent.</summary>
public sealed class MailOptions
{
    /// <summary>The settings' section.</summary>
    public const string Section = "Mail";

    /// <summary>The mail server that takes our mail, or empty.</summary>
    public string Host { get; set; } = "";

    /// <summary>Its port.</summary>
    [Range(1, 65535, ErrorMessage = "Mail__Port must be from 1 to 65535.")]
    public int Port { get; set; } = 587;

    /// <summary>Whether the connection must turn to TLS (STARTTLS) before anything is said.</summary>
    public bool Tls { get; set; } = true;

    /// <summary>Whom the mail server knows us as, or empty.</summary>
    public string UserName { get; set; } = "";

    /// <summary>The password that goes with it.</summary>
    public string Password { get; set; } = "";

    /// <summary>Who the mail is from. Required with a host.</summary>
    public string From { get; set; } = "";

    /// <summary>Who gets it: addresses separated by commas. Required with a host.</summary>
    public string To { get; set; } = "";

    /// <summary>Whether mail is sent.</summary>
    public bool IsOn => Host.Length > 0;
}

internal sealed class MailOptionsValidator : IValidateOptions<MailOptions>
{
    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        if (!options.IsOn)
        {
            return ValidateOptionsResult.Success;
        }

        var failures = new List<string>();
        if (!MailAddress.TryCreate(options.From, out _))
        {
            failures.Add("Mail__From must be a mail address when Mail__Host is set.");
        }

        if (options.To.Length == 0 || !Array.TrueForAll(options.To.Split(','), address => MailAddress.TryCreate(address, out _)))
        {
            failures.Add("Mail__To must be mail addresses, separated by commas, when Mail__Host is set.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}

/// <summary>Sends mail to those who run the service.</summary>
internal sealed class Mailer(IOptions<MailOptions> options)
{
    private const int TimeoutMilliseconds = 15_000;

    /// <summary>Whether mail is sent.</summary>
    public bool IsOn => options.Value.IsOn;

    /// <summary>Sends one.</summary>
    /// <exception cref="SmtpException">The mail server did not take it.</exception>
    public async Task SendAsync(string subject, string text, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.Tls, Timeout = TimeoutMilliseconds };
        if (settings.UserName.Length > 0)
        {
            client.Credentials = new NetworkCredential(settings.UserName, settings.Password);
        }

        using var message = new MailMessage { From = new MailAddress(settings.From), Subject = subject, Body = text };
        message.To.Add(settings.To);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeoutMilliseconds);
        await client.SendMailAsync(message, limit.Token);
    }
}

internal static class MailSetup
{
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.AddValidatedOptions<MailOptions>(MailOptions.Section);
        return services.AddSingleton<IValidateOptions<MailOptions>, MailOptionsValidator>().AddSingleton<Mailer>();
    }
}
