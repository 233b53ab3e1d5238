using FinAut.Domain.ApiClients;

namespace FinAut.Tests.Infrastructure;

/// <summary>API users and applications of a test's own, so that tests on one server do not disturb each other.</summary>
public static class TestAccounts
{
    /// <summary>Makes an API user that sees Testfirma.</summary>
    /// <param name="server">The server whose database it is added to.</param>
    /// <param name="permitLimit">Requests per window of its own.</param>
    /// <returns>Its number.</returns>
    public static async Task<long> NewApiUserAsync(this TestServer server, int? permitLimit = null)
    {
        await using var db = server.Database();
        var user = new ApiUser { UserName = "u-" + Guid.NewGuid().ToString("N"), Created = server.Time.GetUtcNow(), PermitLimit = permitLimit };
        db.ApiUsers.Add(user);
        user.Link(Places.Testfirma);
        await db.SaveChangesAsync();
        return user.Id;
    }

    /// <summary>Makes an application of an API user.</summary>
    /// <returns>Its client id; its secret is the id and <c>-secret</c>, as for the demo's own.</returns>
    public static async Task<string> NewApplicationAsync(this TestServer server, long apiUserId, Scopes scopes = Scopes.Read | Scopes.Write)
    {
        await using var db = server.Database();
        var clientId = "c-" + Guid.NewGuid().ToString("N");
        var now = server.Time.GetUtcNow();
        var application = new Application { ApiUserId = apiUserId, ClientId = clientId, Name = "Test", Scopes = scopes, Created = now };
        db.Applications.Add(application);
        application.AddSecret(SecretHash.Of(clientId + "-secret"), now, TimeSpan.Zero);
        await db.SaveChangesAsync();
        return clientId;
    }

    /// <summary>A client with a token of a new application of a new API user.</summary>
    public static async Task<HttpClient> NewCallerAsync(this TestServer server, int? permitLimit = null) =>
        await server.ClientAsync(await server.NewApplicationAsync(await server.NewApiUserAsync(permitLimit)));
}
