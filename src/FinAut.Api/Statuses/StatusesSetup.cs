namespace FinAut.Api.Statuses;

internal static class StatusesSetup
{
    public static IServiceCollection AddStatuses(this IServiceCollection services) =>
        services.AddSingleton<CompiledStatusQueries>().AddScoped<UserStatusQueries>().AddScoped<UserStatusWriter>().AddScoped<SignUps>();
}
