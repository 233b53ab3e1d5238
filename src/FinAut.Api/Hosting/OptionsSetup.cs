namespace FinAut.Api.Hosting;

internal static class OptionsSetup
{
    /// <summary>Binds a section, refuses settings that do not exist in it, and validates everything when the server starts.</summary>
    public static IServiceCollection AddValidatedOptions<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        services.AddOptions<TOptions>()
            .BindConfiguration(section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services;
    }
}
