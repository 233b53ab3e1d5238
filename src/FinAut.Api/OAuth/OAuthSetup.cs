using FinAut.Api.Hosting;
using Microsoft.AspNetCore.Authorization;

namespace FinAut.Api.OAuth;

internal static class OAuthSetup
{
    public static IServiceCollection AddOAuth(this IServiceCollection services)
    {
        services.AddValidatedOptions<OAuthOptions>(OAuthOptions.Section);
        services.AddSingleton<TokenLookup>().AddSingleton<ClientLookup>().AddSingleton<FailedSecrets>().AddSingleton<TokenMetrics>();
        services.AddScoped<ClientAuthenticator>().AddScoped<CallerAccessor>();
        services.AddSingleton<ExpiredTokenPurge>().AddHostedService(provider => provider.GetRequiredService<ExpiredTokenPurge>());

        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = BearerHandler.SchemeName;
            options.AddScheme<BearerHandler>(BearerHandler.SchemeName, displayName: null);
        });
        services.AddTransient<BearerHandler>().AddWebEncoders();
        services.AddAuthorization().AddScoped<IAuthorizationHandler, RequireScopeHandler>();
        return services;
    }
}
