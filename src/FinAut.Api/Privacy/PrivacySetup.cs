using FinAut.Api.Hosting;

namespace FinAut.Api.Privacy;

internal static class PrivacySetup
{
    /// <summary>Adds export and erasure of a person, and what removes old data.</summary>
    public static IServiceCollection AddPrivacy(this IServiceCollection services)
    {
        services.AddValidatedOptions<RetentionOptions>(RetentionOptions.Section);
        services.AddScoped<PersonExport>().AddScoped<PersonErasure>();
        services.AddSingleton<RetentionPurge>().AddHostedService(provider => provider.GetRequiredService<RetentionPurge>());
        return services;
    }
}
