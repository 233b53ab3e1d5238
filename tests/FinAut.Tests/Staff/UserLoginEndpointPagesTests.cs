using System.Net;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.UserLogin;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Staff;

/// <summary>The endpoint that belongs to a UserLogin client, among those of companies.</summary>
public sealed class UserLoginEndpointPagesTests : IAsyncLifetime
{
    private const string Owner = "UserLogin: Kursportalen <b>Pluss</b>";

    private UserLoginServer _portal = null!;
    private Browser _staff = null!;
    private Browser _candidate = null!;
    private WebhookDelivery _delivery = null!;

    public async Task InitializeAsync()
    {
        _portal = await UserLoginServer.StartAsync();
        _staff = await Browser.StaffAsync(_portal.Server);
        _candidate = await _portal.CandidateAsync();
        (await UserLoginServer.ConsentAsync(_candidate)).Dispose();
        _delivery = await _portal.DeliveryAsync();
    }

    public async Task DisposeAsync()
    {
        _candidate.Dispose();
        _staff.Dispose();
        await _portal.DisposeAsync();
    }

    private string Endpoint => $"/staff/webhooks/{_delivery.EndpointId}/";

    private string Delivery => $"/staff/webhooks/deliveries/{_delivery.Id}/";

    private string Client => $"/staff/userlogin/{_portal.ClientId}/";

    [Fact]
    public async Task It_is_listed_by_its_owner_and_found_from_the_clients_page()
    {
        foreach (var list in new[] { "/staff/webhooks/", "/staff/webhooks/?company=userlogin" })
        {
            var text = await _staff.ReadAsync(list);
            Assert.Contains(Owner, text, StringComparison.Ordinal);
            Assert.Contains(Endpoint + "\"", text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Owner, await _staff.ReadAsync("/staff/webhooks/?company=2265"), StringComparison.Ordinal);
        var client = await _staff.ReadAsync(Client);
        Assert.Contains($"/staff/webhooks/deliveries/?endpoint={_delivery.EndpointId}\"", client, StringComparison.Ordinal);
        var endpoint = await _staff.ReadAsync(Endpoint);
        Assert.Contains(Owner, endpoint, StringComparison.Ordinal);
        Assert.Contains("UserLogin-koblinger", endpoint, StringComparison.Ordinal);
        Assert.Contains(Delivery + "\"", endpoint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_deliveries_are_shown_without_the_encrypted_id_and_posted_again()
    {
        var link = Assert.Single(await _portal.LinksAsync());
        var page = await _staff.ReadAsync(Delivery);
        Assert.Contains(UserLoginServer.ExtUserId, page, StringComparison.Ordinal);
        Assert.DoesNotContain(link.EncryptedUserId, page, StringComparison.Ordinal);

        await _staff.SubmitAsync(Delivery, "Send på nytt");
        var posts = await _portal.Inbox.WaitAsync(2);
        Assert.All(posts, post => Assert.Contains(link.EncryptedUserId, post.Text, StringComparison.Ordinal));

        await _staff.SubmitAsync(Endpoint, "Send eksempel: kobling");
        Assert.Contains("example_encrypted_id_123", (await _portal.Inbox.WaitAsync(3))[2].Text, StringComparison.Ordinal);
        using var result = await _staff.PostForgedFromAsync(Endpoint, Endpoint + "?handler=Example", ("event", "result"));
        Assert.Equal(HttpStatusCode.NotFound, result.StatusCode);
    }

    [Fact]
    public async Task It_is_switched_with_its_client()
    {
        await _staff.SubmitAsync(Endpoint + "switch/", "Slå av");
        Assert.Equal((false, WebhookEndpointState.Disabled), await StateAsync());
        await _candidate.GetAsync(UserLoginServer.Path(), HttpStatusCode.NotFound);
        Assert.Contains(Owner, await _staff.ReadAsync("/staff/"), StringComparison.Ordinal);

        await _staff.SubmitAsync(Endpoint + "switch/", "Slå på");
        Assert.Equal((true, WebhookEndpointState.Active), await StateAsync());
        await _candidate.GetAsync(UserLoginServer.Path(), HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData("change/")]
    [InlineData("delete/")]
    [InlineData("rotate/")]
    public async Task What_the_clients_record_settles_is_changed_there_only(string page)
    {
        await _staff.GetAsync(Endpoint + page, HttpStatusCode.NotFound);
        Assert.DoesNotContain(Endpoint + page, await _staff.GetAsync(Endpoint), StringComparison.Ordinal);
        using var posted = await _staff.PostForgedFromAsync(Endpoint, Endpoint + page, ("OverlapHours", "0"), ("Kind", "all"), ("Target", "https://lms.example/"));
        Assert.Equal(HttpStatusCode.NotFound, posted.StatusCode);
        Assert.Equal((true, WebhookEndpointState.Active), await StateAsync());
    }

    private async Task<(bool Client, WebhookEndpointState Endpoint)> StateAsync()
    {
        await using var db = _portal.Server.Database();
        return (
            await db.UserLoginClients.Where(c => c.Id == _portal.ClientId).Select(c => c.Enabled).SingleAsync(),
            await db.WebhookEndpoints.IgnoreQueryFilters().Where(e => e.Id == _delivery.EndpointId).Select(e => e.State).SingleAsync());
    }
}
