using System.Net;
using System.Text.RegularExpressions;
using FinAut.Domain.Accounts;
using FinAut.Domain.Statuses;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Staff;
using FinAut.Tests.UserLogin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinAut.Tests.Pages;

/// <summary>A server, its pages as it knows them itself, something to show on each, and a visitor of every kind.</summary>
public sealed partial class SitePages : IAsyncLifetime
{
    private const int RegexTimeout = 1000;

    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    public TestServer Server { get; private set; } = null!;

    /// <summary>The handlers of every page, by its route. A page without one for GET is shown all the same.</summary>
    internal IReadOnlyDictionary<string, List<PageHandler>> Handlers { get; private set; } = null!;

    /// <summary>Visitors, by what they are.</summary>
    internal Dictionary<Visitor, Browser> Visitors { get; } = [];

    public async Task InitializeAsync()
    {
        Server = await TestServer.StartAsync();
        Handlers = await ReadHandlersAsync(Server);
        await FindIdsAsync();
        Visitors[Visitor.Nobody] = Browser.Open(Server);
        Visitors[Visitor.ApiUser] = await Browser.ApiUserAsync(Server);
        Visitors[Visitor.Support] = await Server.SupportAsync();
        Visitors[Visitor.Administrator] = await Browser.StaffAsync(Server);
        Visitors[Visitor.Candidate] = Browser.Open(Server);
        using var signedIn = await Visitors[Visitor.Candidate]
            .SendFormAsync("/candidate/login/", "Logg inn", ("Email", "kandidat"), ("Password", UserLoginServer.CandidatePassword));
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);

        // The overview links to accounts of every kind that failed to sign in.
        await using var db = Server.Database();
        await db.Accounts.ExecuteUpdateAsync(set => set.SetProperty(a => a.FailedSignIns, 1));
    }

    public async Task DisposeAsync()
    {
        foreach (var browser in Visitors.Values)
        {
            browser.Dispose();
        }

        await Server.DisposeAsync();
    }

    /// <summary>The path of a page about things that exist.</summary>
    public string PathOf(string route) => "/" + Parameter().Replace(route, match =>
    {
        // The number of an endpoint is "staff/webhooks/{id:long}" whatever follows it.
        var upToHere = route[..(match.Index + match.Length)];
        return _ids.TryGetValue(upToHere, out var value) ? value : throw new InvalidOperationException($"Nothing is made to show at {upToHere}.");
    });

    /// <summary>The path of a page about something that does not exist.</summary>
    public static string PathOfNothing(string route) => "/" + Parameter().Replace(route, "987654321");

    /// <summary>Posts with the antiforgery token of another form that the visitor was shown.</summary>
    internal Task<HttpResponseMessage> PostForgedAsync(Visitor visitor, string path) => Visitors[visitor].PostForgedFromAsync(
        visitor switch { Visitor.Nobody => "/finautapi/v1/api-auth/login/", Visitor.Candidate => "/candidate/logout/", _ => "/finautapi/v1/api-auth/password/" },
        path);

    /// <summary>Asks a server for the handlers of its pages.</summary>
    internal static async Task<IReadOnlyDictionary<string, List<PageHandler>>> ReadHandlersAsync(TestServer server)
    {
        var loader = server.Services.GetRequiredService<PageLoader>();
        var handlers = new Dictionary<string, List<PageHandler>>(StringComparer.Ordinal);
        var pages = server.Services.GetRequiredService<IActionDescriptorCollectionProvider>().ActionDescriptors.Items.OfType<PageActionDescriptor>();
        foreach (var page in pages)
        {
            var compiled = await loader.LoadAsync(page, EndpointMetadataCollection.Empty);
            var own = compiled.HandlerMethods.Select(h => new PageHandler(new HttpMethod(h.HttpMethod), h.Name));
            handlers.Add($"{page.AttributeRouteInfo!.Template}/", [.. own.Prepend(new PageHandler(HttpMethod.Get, Name: null)).Distinct()]);
        }

        return handlers;
    }

    private async Task FindIdsAsync()
    {
        await using var db = Server.Database();
        var now = Server.Time.GetUtcNow();
        var endpoint = new WebhookEndpoint { CompanyId = Bodies.Testfirma, Kind = WebhookKind.All, Url = "https://lms.example/hook", Created = now };
        db.WebhookEndpoints.Add(endpoint);
        await db.SaveChangesAsync();
        var delivery = new WebhookDelivery
        {
            CompanyId = Bodies.Testfirma,
            EndpointId = endpoint.Id,
            EventId = "evt_1",
            Event = WebhookEvent.Ping,
            ObjectId = 0,
            UserId = 0,
            Sequence = 0,
            CorrelationId = "c-1",
            Created = now,
        };
        db.WebhookDeliveries.Add(delivery.Queue("{}", due: null));
        await db.SaveChangesAsync();

        var person = UserLoginServer.Candidate;
        var status = await db.UserStatuses.IgnoreQueryFilters().Where(s => s.UserId == person && s.VoidedById == null && s.Track == StatusTrack.Candidate)
            .OrderByDescending(s => s.Id).Select(s => s.Id).FirstAsync();
        var administrator = await db.Administrations.IgnoreQueryFilters().Where(a => a.CompanyId == Bodies.Testfirma).Select(a => a.UserId).FirstAsync();
        var colleague = await Server.AddStaffAsync(StaffRole.Support);
        foreach (var (route, id) in new (string Route, object Id)[]
        {
            ("candidate/refused/{reason}", "cancelled"),
            ("finautapi/v1/userlogin/{client}", "demo"),
            ("finautapi/v1/userlogin/{client}/{extUserId}", "lms-77"),
            ("o/applications/{id:long}", 1),
            ("o/applications/{id:long}/secrets/{secret:long}", 1),
            ("staff/accounts/{id:long}", colleague.Id),
            ("staff/api-users/{id:long}", 1),
            ("staff/api-users/{id:long}/applications/{applicationId:long}", 1),
            ("staff/api-users/{id:long}/applications/{applicationId:long}/secrets/{secret:long}", 1),
            ("staff/candidates/{id:long}", person),
            ("staff/candidates/{id:long}/statuses/{status:long}", status),
            ("staff/companies/{id:long}", Bodies.Testfirma),
            ("staff/companies/{id:long}/administrators/{personId:long}", administrator),
            ("staff/companies/{id:long}/departments/{departmentId:long}", 2266),
            ("staff/companies/{id:long}/franchises/{franchiseId:long}", 5001),
            ("staff/userlogin/{id:long}", 1),
            ("staff/userlogin/{id:long}/links/{linkId:long}", 1),
            ("staff/webhooks/{id:long}", endpoint.Id),
            ("staff/webhooks/deliveries/{id:long}", delivery.Id),
        })
        {
            _ids.Add(route, $"{id}");
        }
    }

    [GeneratedRegex("{[^}]+}", RegexOptions.None, RegexTimeout)]
    private static partial Regex Parameter();
}

/// <summary>What a page answers to.</summary>
/// <param name="Method">The method.</param>
/// <param name="Name">The handler's name, or null.</param>
internal sealed record PageHandler(HttpMethod Method, string? Name)
{
    /// <summary>The address that the handler is called at.</summary>
    public string At(string path) => Name is null ? path : $"{path}?handler={Name}";
}

/// <summary>Who comes to a page.</summary>
internal enum Visitor
{
    Nobody,
    ApiUser,
    Support,
    Administrator,
    Candidate,
}
