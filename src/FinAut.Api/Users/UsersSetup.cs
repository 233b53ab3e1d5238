namespace FinAut.Api.Users;

internal static class UsersSetup
{
    public static IServiceCollection AddUsers(this IServiceCollection services) =>
        services.AddSingleton<UserQueries>().AddScoped<PersonFilter>().AddScoped<UserReader>().AddScoped<UserWriter>().AddScoped<Workplaces>();
}
