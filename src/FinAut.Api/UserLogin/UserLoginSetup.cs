using FinAut.Api.Hosting;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace FinAut.Api.UserLogin;

internal static class UserLoginSetup
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post];

    /// <summary>Adds UserLogin: links between people and LMSs, candidates' accounts and, when configured, the provider.</summary>
    public static IServiceCollection AddUserLogin(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<UserLoginProviderOptions>(UserLoginProviderOptions.Section);
        services.AddSingleton<IValidateOptions<UserLoginProviderOptions>, UserLoginProviderOptionsValidator>();
        services.AddScoped<UserLoginLinks>().AddScoped<UserLoginClients>().AddScoped<CandidateAccounts>();
        if (configuration[$"{UserLoginProviderOptions.Section}:{nameof(UserLoginProviderOptions.AuthorizationEndpoint)}"] is not null)
        {
            ProviderSignIn.Add(services);
        }

        // A page shows itself to any method that it has no handler for.
        services.Configure<RazorPagesOptions>(pages => pages.Conventions.AddFolderRouteModelConvention("/UserLogin", model =>
        {
            foreach (var selector in model.Selectors)
            {
                selector.EndpointMetadata.Add(new HttpMethodMetadata(Methods));
            }
        }));
        return services;
    }
}
