using FinAut.Api.Hosting;
using FinAut.Domain.Webhooks;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Webhooks;

internal static class WebhookSetup
{
    /// <summary>Adds webhooks: their settings, what writes them and, unless switched off, what sends them.</summary>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<WebhookOptions>(WebhookOptions.Section);
        services.AddSingleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>();
        services.AddSingleton<IHostResolver, SystemHostResolver>().AddSingleton<AddressGuard>();
        services.AddSingleton<WebhookSender>(provider => new WebhookSender(
            provider.GetRequiredService<AddressGuard>(),
            provider.GetRequiredService<IOptions<WebhookOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<WebhookOptions>>().Value.ParseSchedule()!);
        services.AddSingleton(EndpointHealthRules.Default).AddSingleton<WebhookSecrets>();
        services.AddScoped<WebhookOutbox>().AddScoped<WebhookEndpoints>().AddScoped<WebhookDeliveryReader>();

        services.AddSingleton<WebhookSignal>().AddSingleton<WebhookMetrics>();
        services.AddSingleton<WebhookRecorder>().AddSingleton<WebhookCourier>().AddSingleton<WebhookDispatcher>();
        services.AddSingleton<WebhookSweeper>().AddSingleton<WebhookPurge>().AddSingleton<WebhookNotifier>();
        if (configuration.GetValue($"{WebhookOptions.Section}:{nameof(WebhookOptions.Dispatch)}", defaultValue: true))
        {
            services.AddHostedService(provider => provider.GetRequiredService<WebhookDispatcher>());
            services.AddHostedService(provider => provider.GetRequiredService<WebhookSweeper>());
            services.AddHostedService(provider => provider.GetRequiredService<WebhookPurge>());
            services.AddHostedService(provider => provider.GetRequiredService<WebhookNotifier>());
            services.AddHostedService(provider => provider.GetRequiredService<WebhookMetrics>());
            if (configuration.GetValue<DatabaseProvider>("Database:Provider") == DatabaseProvider.PostgreSql)
            {
                services.AddHostedService<WebhookListener>();
            }
        }

        return services;
    }
}
