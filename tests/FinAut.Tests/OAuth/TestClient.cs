using FinAut.Domain.ApiClients;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.OAuth;

/// <summary>
/// An application with an API user of its own, for tests that change either. Its secret is its id and <c>-secret</c>, as a demo
/// application's is.
/// </summary>
internal sealed class TestClient(TestServer server, long userId, long applicationId, string id)
{
    /// <summary>Companies that the API user sees.</summary>
    public const long FirstCompany = 2265;
    public const long SecondCompany = 456;

    public string Id => id;

    public string Secret => id + "-secret";

    public string Credentials => $"client_id={Uri.EscapeDataString(Id)}&client_secret={Uri.EscapeDataString(Secret)}";

    /// <summary>Makes one.</summary>
    public static async Task<TestClient> AddAsync(
        TestServer server,
        Scopes scopes = Scopes.Read | Scopes.Write,
        string? id = null,
        string? hash = null,
        ClientType type = ClientType.Confidential)
    {
        id ??= "t-" + Guid.NewGuid().ToString("N");
        var now = server.Time.GetUtcNow();
        await using var db = server.Database();
        var user = new ApiUser { UserName = "u-" + Guid.NewGuid().ToString("N"), Created = now };
        db.ApiUsers.Add(user);
        user.Link(FirstCompany);
        user.Link(SecondCompany);
        var application = new Application { ApiUserId = user.Id, ClientId = id, Name = "Test", Scopes = scopes, ClientType = type, Created = now };
        db.Applications.Add(application);
        application.AddSecret(hash ?? SecretHash.Of(id + "-secret"), now, TimeSpan.Zero);
        await db.SaveChangesAsync();
        return new TestClient(server, user.Id, application.Id, id);
    }

    /// <summary>A fresh token.</summary>
    public Task<string> TokenAsync(string? scope = null) => server.TokenAsync(Id, scope);

    /// <summary>Asks for a token.</summary>
    public Task<HttpResponseMessage> AskAsync(string? secret = null) =>
        server.Http.PostFormAsync(OAuthCalls.TokenPath, $"{OAuthCalls.Grant}&client_id={Id}&client_secret={Uri.EscapeDataString(secret ?? Secret)}");

    /// <summary>Changes the application, as staff or its owner would.</summary>
    public async Task ChangeAsync(Action<Application> change)
    {
        await using var db = server.Database();
        change(await db.Applications.Include(a => a.Secrets.OrderBy(s => s.Id)).SingleAsync(a => a.Id == applicationId));
        await db.SaveChangesAsync();
    }

    /// <summary>Changes the API user, as staff would.</summary>
    public async Task ChangeUserAsync(Action<ApiUser> change)
    {
        await using var db = server.Database();
        change(await db.ApiUsers.Include(u => u.Companies).SingleAsync(u => u.Id == userId));
        await db.SaveChangesAsync();
    }

    /// <summary>Deletes the application.</summary>
    public async Task DeleteAsync()
    {
        await using var db = server.Database();
        await db.Applications.Where(a => a.Id == applicationId).ExecuteDeleteAsync();
    }

    /// <summary>The hashes that are kept of its secrets, oldest first.</summary>
    public async Task<List<string>> HashesAsync()
    {
        await using var db = server.Database();
        return await db.ApplicationSecrets.Where(s => s.ApplicationId == applicationId).OrderBy(s => s.Id).Select(s => s.Hash).ToListAsync();
    }
}
