using Microsoft.Extensions.Options;

namespace FinAut.Api.Hosting;

internal static class OptionsSetup
{
    /// <summary>Binds a section, refuses settings that do not exist in it, and validates everything when the server starts.</summary>
    public static IServiceCollection AddValidatedOptions<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        services.AddOptions<TOptions>()
            .Configure<IConfiguration>((options, configuration) => Bind(options, configuration.GetSection(section)))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services;
    }

    // The binder's own exceptions would hide the faults of other sections, and name an unknown setting without its section.
    private static void Bind<TOptions>(TOptions options, IConfigurationSection section)
        where TOptions : class
    {
        var known = typeof(TOptions).GetProperties().Select(property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var failures = section.GetChildren().Where(child => !known.Contains(child.Key)).Select(child => $"{section.Key}__{child.Key} is not a setting.").ToList();
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException exception)
        {
            failures.Add(exception.Message);
        }

        if (failures.Count > 0)
        {
            throw new OptionsValidationException(section.Key, typeof(TOptions), failures);
        }
    }
}
