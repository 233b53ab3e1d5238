using System.Text;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Users;

namespace FinAut.Api.Http;

/// <summary>Makes the absolute URLs of resources under one base: in replies the request's own scheme and host.</summary>
public sealed class ResourceUrls
{
    private static Latest? _latest;

    private readonly byte[] _users;
    private readonly byte[] _companies;
    private readonly byte[] _departments;
    private readonly byte[] _franchises;
    private readonly byte[] _employments;
    private readonly byte[] _userRoles;
    private readonly byte[] _ordninger;
    private readonly byte[] _userStatuses;
    private readonly byte[] _results;
    private readonly byte[] _competencyGoals;
    private readonly byte[] _competencyResults;
    private readonly byte[] _webhookEndpoints;
    private readonly byte[] _webhookDeliveries;

    /// <summary>Makes URLs under a base.</summary>
    /// <param name="hostUrl">Scheme and host, with no slash at the end.</param>
    public ResourceUrls(string hostUrl)
    {
        Api = hostUrl + ApiPaths.ApiRoot;
        _users = Prefix(ResourceNames.User);
        _companies = Prefix(ResourceNames.Companies);
        _departments = Prefix(ResourceNames.Departments);
        _franchises = Prefix(ResourceNames.Franchises);
        _employments = Prefix(ResourceNames.Employment);
        _userRoles = Prefix(ResourceNames.UserRole);
        _ordninger = Prefix(ResourceNames.Ordninger);
        _userStatuses = Prefix(ResourceNames.UserStatus);
        _results = Prefix(ResourceNames.Results);
        _competencyGoals = Prefix(ResourceNames.CompetencyGoal);
        _competencyResults = Prefix(ResourceNames.CompetencyResult);
        _webhookEndpoints = Prefix(ResourceNames.WebhookEndpoint);
        _webhookDeliveries = Prefix(ResourceNames.WebhookDelivery);
    }

    /// <summary>The root of the API.</summary>
    public string Api { get; }

    /// <summary>URLs under the scheme and host that a request came to.</summary>
    public static ResourceUrls Of(HttpRequest request)
    {
        // Nearly all requests come to one host.
        var (scheme, host) = (request.Scheme, request.Host.Value);
        if (_latest is { } latest && latest.Scheme == scheme && latest.Host == host)
        {
            return latest.Urls;
        }

        var urls = new ResourceUrls($"{scheme}://{request.Host.ToUriComponent()}");
        _latest = new Latest(scheme, host, urls);
        return urls;
    }

    /// <summary>A person.</summary>
    public ResourceUrl User(long id) => new(_users, id);

    /// <summary>A company.</summary>
    public ResourceUrl Company(long id) => new(_companies, id);

    /// <summary>A department.</summary>
    public ResourceUrl Department(long id) => new(_departments, id);

    /// <summary>A franchise.</summary>
    public ResourceUrl Franchise(long id) => new(_franchises, id);

    /// <summary>An employment.</summary>
    public ResourceUrl Employment(long id) => new(_employments, id);

    /// <summary>A user role.</summary>
    public ResourceUrl UserRole(Ordning ordning, UserType userType) => new(_userRoles, $"{ordning.AppName}_{userType.Code()}");

    /// <summary>An ordning.</summary>
    public ResourceUrl Ordning(long id) => new(_ordninger, id);

    /// <summary>A status.</summary>
    public ResourceUrl UserStatus(long id) => new(_userStatuses, id);

    /// <summary>An exam result.</summary>
    public ResourceUrl Result(long id) => new(_results, id);

    /// <summary>A competency goal.</summary>
    public ResourceUrl CompetencyGoal(long id) => new(_competencyGoals, id);

    /// <summary>A competency result.</summary>
    public ResourceUrl CompetencyResult(long id) => new(_competencyResults, id);

    /// <summary>A webhook endpoint.</summary>
    public ResourceUrl WebhookEndpoint(long id) => new(_webhookEndpoints, id);

    /// <summary>A webhook delivery.</summary>
    public ResourceUrl WebhookDelivery(long id) => new(_webhookDeliveries, id);

    private byte[] Prefix(string resource) => Encoding.UTF8.GetBytes($"{Api}{resource}/");

    private sealed record Latest(string Scheme, string? Host, ResourceUrls Urls);
}
