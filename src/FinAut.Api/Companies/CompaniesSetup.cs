namespace FinAut.Api.Companies;

internal static class CompaniesSetup
{
    public static IServiceCollection AddCompanies(this IServiceCollection services) => services.AddSingleton<CompanyQueries>();
}
