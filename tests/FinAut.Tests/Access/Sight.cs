using FinAut.Domain.Ordninger;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Access;

/// <summary>
/// What an API user may and may not see, worked out from the plain tables: nothing here goes through the code that confines
/// the server's queries.
/// </summary>
public sealed class Sight
{
    private readonly Dictionary<string, (HashSet<string> Own, HashSet<string> Foreign)> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ownTexts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _foreignTexts = new(StringComparer.Ordinal);

    private Sight()
    {
    }

    /// <summary>Resources that belong to somebody.</summary>
    public IEnumerable<string> Resources => _keys.Keys;

    /// <summary>Texts that only what is out of sight holds.</summary>
    public IReadOnlySet<string> ForeignTexts => _foreignTexts;

    /// <summary>Values by which a query could name what is out of sight, by parameter.</summary>
    public Dictionary<string, List<string>> ForeignValues { get; } = new(StringComparer.Ordinal);

    /// <summary>The keys that may be seen.</summary>
    public IReadOnlySet<string> Own(string resource) => _keys[resource].Own;

    /// <summary>The keys that exist and may not be seen.</summary>
    public IReadOnlySet<string> Foreign(string resource) => _keys[resource].Foreign;

    /// <summary>Works it out.</summary>
    public static async Task<Sight> OfAsync(TestServer server, string clientId)
    {
        await using var db = server.Database();
        var sight = new Sight();
        var apiUser = (await db.Applications.SingleAsync(a => a.ClientId == clientId)).ApiUserId;
        var reach = (await db.ApiUsers.Include(u => u.Companies).SingleAsync(u => u.Id == apiUser)).Companies.Select(c => c.CompanyId).ToHashSet();

        var companies = await db.Companies.IgnoreQueryFilters().ToListAsync();
        var departments = await db.Departments.IgnoreQueryFilters().ToListAsync();
        var franchises = await db.Franchises.IgnoreQueryFilters().ToListAsync();
        var employments = await db.Employments.IgnoreQueryFilters().ToListAsync();
        var users = await db.Users.IgnoreQueryFilters().ToListAsync();
        var statuses = await db.UserStatuses.IgnoreQueryFilters().ToListAsync();
        var results = await db.Results.IgnoreQueryFilters().ToListAsync();
        var clients = await db.UserLoginClients.IgnoreQueryFilters().ToDictionaryAsync(c => c.Id);
        var links = await db.UserLoginLinks.IgnoreQueryFilters().ToListAsync();
        var courses = await db.CompetencyResults.IgnoreQueryFilters().ToListAsync();

        var departmentsSeen = departments.Where(d => reach.Contains(d.CompanyId)).Select(d => d.Id).ToHashSet();
        var people = employments.Where(e => e.EndDate is null && reach.Contains(e.CompanyId)).Select(e => e.UserId).ToHashSet();
        var linksSeen = links.Where(l => clients[l.ClientId].ApiUserId == apiUser && people.Contains(l.UserId)).Select(l => l.Id).ToHashSet();

        sight.Sort("companies", companies, c => c.Id, c => reach.Contains(c.Id), c => [c.Navn, c.Orgnr, c.Hjemmeside]);
        sight.Sort("departments", departments, d => d.Id, d => departmentsSeen.Contains(d.Id), d => [d.Name]);
        sight.Sort("franchises", franchises, f => f.Id, f => departmentsSeen.Contains(f.DepartmentId), f => [f.Name]);
        sight.Sort("user", users, u => u.Id, u => people.Contains(u.Id), u =>
            [u.FirstName, u.LastName, u.Email, u.Mobile, TestDatabase.Protector.Reveal(u.PersnrCipher, u.PersnrLookup).Digits]);
        sight.Sort("employment", employments, e => e.Id, e => reach.Contains(e.CompanyId) && people.Contains(e.UserId), e => [e.EmployeeAlias]);
        sight.Sort("userstatus", statuses, s => s.Id, s => people.Contains(s.UserId), s => [s.Comment]);
        sight.Sort("results", results, r => r.Id, r => people.Contains(r.UserId), _ => []);
        sight.Sort("competency_result", courses, c => c.Id, c => linksSeen.Contains(c.UserLoginLinkId), c => [c.ExternalSystem, c.ExternalId]);
        var endpoints = await db.WebhookEndpoints.IgnoreQueryFilters().ToDictionaryAsync(e => e.Id);
        var deliveries = await db.WebhookDeliveries.IgnoreQueryFilters().ToListAsync();
        sight.Sort("webhook_endpoint", endpoints.Values.ToList(), e => e.Id, e => reach.Contains(e.CompanyId!.Value), e => [e.Url]);
        sight.Sort("webhook_delivery", deliveries, d => d.Id, d => reach.Contains(endpoints[d.EndpointId].CompanyId!.Value), _ => []);
        sight._keys["latestuserstatus"] = sight._keys["userstatus"];
        foreach (var link in links)
        {
            (linksSeen.Contains(link.Id) ? sight._ownTexts : sight._foreignTexts).Add(link.EncryptedUserId);
        }

        // Everybody may know the ordninger, and some departments are called like one.
        sight._ownTexts.UnionWith(OrdningCatalogue.All.SelectMany(o => new[] { o.Name, o.ShortName, o.Abbreviation }).Append(""));
        sight._foreignTexts.ExceptWith(sight._ownTexts);

        var foreignUsers = users.Where(u => !people.Contains(u.Id)).ToList();
        sight.ForeignValues["persnr"] = foreignUsers.ConvertAll(u => TestDatabase.Protector.Reveal(u.PersnrCipher, u.PersnrLookup).Digits);
        sight.ForeignValues["user"] = [.. foreignUsers.SelectMany(u => new[] { $"{u.Id}", server.Url($"user/{u.Id}/") })];
        sight.ForeignValues["employee_alias"] = [.. employments.Select(e => e.EmployeeAlias).Where(sight._foreignTexts.Contains)];
        sight.ForeignValues["encoded_userid"] = [.. links.Where(l => !linksSeen.Contains(l.Id)).Select(l => l.EncryptedUserId)];
        sight.ForeignValues["encrypted_userid"] = sight.ForeignValues["encoded_userid"];
        sight.ForeignValues["company"] = [.. sight.Foreign("companies").SelectMany(id => new[] { id, server.Url($"companies/{id}/") })];
        sight.ForeignValues["endpoint"] = [.. sight.Foreign("webhook_endpoint").SelectMany(id => new[] { id, server.Url($"webhook_endpoint/{id}/") })];
        sight.ForeignValues["department"] = [.. sight.Foreign("departments").SelectMany(id => new[] { id, server.Url($"departments/{id}/") })];
        return sight;
    }

    private void Sort<T>(string resource, List<T> rows, Func<T, long> id, Func<T, bool> isOwn, Func<T, string[]> texts)
    {
        var keys = (Own: new HashSet<string>(StringComparer.Ordinal), Foreign: new HashSet<string>(StringComparer.Ordinal));
        foreach (var row in rows)
        {
            var own = isOwn(row);
            (own ? keys.Own : keys.Foreign).Add(id(row).ToString());
            (own ? _ownTexts : _foreignTexts).UnionWith(texts(row));
        }

        _keys[resource] = keys;
    }
}
