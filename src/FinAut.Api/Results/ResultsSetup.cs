namespace FinAut.Api.Results;

internal static class ResultsSetup
{
    public static IServiceCollection AddResults(this IServiceCollection services) => services.AddScoped<ResultWriter>();
}
