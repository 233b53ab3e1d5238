namespace FinAut.Api.Users;

internal static class UsersSetup
{
    public static IServiceCollection AddUsers(this IServiceCollection services) =>
        services.AddScoped<PersonFilter>().AddScoped<UserReader>().AddScoped<UserWriter>().AddScoped<Workplaces>();
}
