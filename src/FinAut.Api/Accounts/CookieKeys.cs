using System.Xml.Linq;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Accounts;

/// <summary>
/// Keeps the keys that protect cookies and forms in the database, so that sessions outlive a restart and a change of node. The framework
/// asks when the server starts and about once a day, in the background; not with requests.
/// </summary>
/// <param name="services">What is needed when it asks: it makes this before the settings were looked at.</param>
internal sealed class CookieKeys(IServiceProvider services) : IXmlRepository
{
    private IDbContextFactory<FinAutDbContext> Contexts => services.GetRequiredService<IDbContextFactory<FinAutDbContext>>();

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = Contexts.CreateDbContext();
        return [.. db.DataProtectionKeys.OrderBy(k => k.Id).Select(k => k.Xml).AsEnumerable().Select(XElement.Parse)];
    }

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) => StoreAsync(element, friendlyName).GetAwaiter().GetResult();

    private async Task StoreAsync(XElement element, string friendlyName)
    {
        await using var db = await Contexts.CreateDbContextAsync();
        await db.DataProtectionKeys.AddAsync(new DataProtectionKey
        {
            FriendlyName = friendlyName,
            Xml = element.ToString(SaveOptions.DisableFormatting),
            Created = services.GetRequiredService<TimeProvider>().GetUtcNow(),
        });
        await db.SaveChangesAsync();
    }
}

internal static class CookieKeysSetup
{
    // Nodes of other applications would not read each other's cookies, whatever keys they share.
    private const string ApplicationName = "FinAut";

    public static IServiceCollection AddCookieKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName(ApplicationName);
        services.AddOptions<KeyManagementOptions>().Configure<IServiceProvider>((options, provider) =>
        {
            options.XmlRepository = new CookieKeys(provider);
            options.XmlEncryptor = new SecretXmlEncryptor(provider);
        });
        return services;
    }
}
