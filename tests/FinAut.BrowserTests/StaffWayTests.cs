using System.Net.Http.Headers;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Webhooks;
using Microsoft.Playwright;
using Xunit;

namespace FinAut.BrowserTests;

/// <summary>A day of Norsk Test's staff: a customer is let in, its webhook fails, is repaired, and what was missed is replayed.</summary>
[Collection(ChromiumTests.Name)]
public sealed class StaffWayTests(BrowserFixture browser) : IAsyncLifetime
{
    private const string Customer = "fjordbank-lms";
    private const string CustomerPassword = "tre gule hester i regnet";
    private const string Hostile = "<script>alert('us')</script><img src=x onerror=alert(1)>";

    private WebhookServer _webhooks = null!;

    private TestServer Server => _webhooks.Server;

    public async Task InitializeAsync() => _webhooks = await WebhookServer.StartAsync();

    public async Task DisposeAsync() => await _webhooks.DisposeAsync();

    [SkippableFact]
    public async Task A_customer_is_let_in_and_a_delivery_that_failed_is_repaired_and_replayed()
    {
        var staff = await browser.NewPageAsync("en-GB");
        var troubles = staff.Troubles();
        await staff.SignInAsync(Server, "staff", "Staff-Passord-1", "/staff/");

        var link = await AddApiUserAsync(staff);
        await LinkCompanyAsync(staff);
        await RegisterApplicationAsync(staff);
        var caller = await TakeIntoUseAsync(link);
        await AddEndpointAsync(staff);

        // A receiver that fails, and answers with what would be a script if anybody let it.
        _webhooks.Inbox.Answers = _ => new Answer(500, ("Content-Type", "text/html"), Hostile);
        await caller.CreateUserAsync("afr_ka");
        await _webhooks.Inbox.WaitAsync(1);
        await staff.FollowAsync("Webhooks");
        await staff.FollowAsync("Deliveries");
        await staff.IsHeadedAsync("Deliveries");
        await Until.TrueAsync(async () =>
        {
            await staff.ReloadAsync();
            return await staff.Locator("main table tbody tr").First.GetByText("500").CountAsync() > 0;
        });
        await staff.Locator("main table tbody tr").First.Locator("a").First.ClickAsync();
        await staff.IsHeadedAsync("Delivery");
        await staff.SaysAsync("500");
        await staff.SaysAsync(Hostile);
        await staff.SaysAsync("\"appname\"");

        _webhooks.Inbox.Answers = _ => Answer.Ok;
        await staff.PressAsync("Replay");
        await staff.SaysAsync("It is being sent.");
        await _webhooks.Inbox.WaitAsync(2);
        await Until.TrueAsync(async () =>
        {
            await staff.ReloadAsync();
            return (await staff.Locator("h1").InnerTextAsync()).Contains("Delivered", StringComparison.OrdinalIgnoreCase);
        });

        await staff.SaysAsync("by hand");
        Assert.Equal(_webhooks.Inbox.Posts[0].Id, _webhooks.Inbox.Posts[1].Id);
        Assert.Equal(_webhooks.Inbox.Posts[0].Text, _webhooks.Inbox.Posts[1].Text);
        Assert.Empty(troubles);

        await staff.FollowAsync("Audit trail");
        await staff.SaysAsync("staff");
        caller.Dispose();
    }

    private async Task<string> AddApiUserAsync(IPage staff)
    {
        await staff.FollowAsync("API users");
        await staff.FollowAsync("New API user");
        await staff.GetByLabel("User name").FillAsync(Customer);
        await staff.GetByLabel("Companies").FillAsync("77");
        await staff.PressAsync("Make API user");
        await Assertions.Expect(staff.Locator(".field-validation-error")).ToContainTextAsync("77");
        await staff.GetByLabel("Companies").FillAsync("");
        await staff.GetByLabel("May write").CheckAsync();
        await staff.PressAsync("Make API user");
        await staff.IsHeadedAsync($"{Customer} is made");
        var link = new Uri(await staff.Locator("#link").InnerTextAsync()).PathAndQuery;
        await staff.FollowAsync("On to the API user");
        await staff.SaysAsync("The API user sees no data until a company is linked.");
        return link;
    }

    private static async Task LinkCompanyAsync(IPage staff)
    {
        await staff.FollowAsync("Link companies");
        await staff.GetByRole(AriaRole.Searchbox).FillAsync("Testfirma");
        await staff.Keyboard.PressAsync("Enter");
        await staff.GetByLabel("Testfirma").First.CheckAsync();
        await staff.PressAsync("Link the chosen");
        await Assertions.Expect(staff.Locator("main table")).ToContainTextAsync("Testfirma");
    }

    private async Task RegisterApplicationAsync(IPage staff)
    {
        await staff.OpenAsync(Server, "/staff/api-users/");
        await staff.FollowAsync(Customer);
        await staff.FollowAsync("Register an application");
        await staff.GetByLabel("Name").FillAsync("Fjordbank LMS");
        await staff.GetByLabel("Write:").CheckAsync();
        await staff.PressAsync("Register");
        await staff.IsHeadedAsync("Fjordbank LMS");
    }

    // The owner chooses a password by the link, and makes the secret that staff never see.
    private async Task<HttpClient> TakeIntoUseAsync(string link)
    {
        var owner = await browser.NewPageAsync("en-GB");
        await owner.OpenAsync(Server, link);
        await Assertions.Expect(owner.Locator("#name")).ToHaveValueAsync(Customer);
        await owner.GetByLabel("New password").FillAsync("Password12345");
        await owner.PressAsync("Save the password");
        await owner.SaysAsync("easy to guess");
        await owner.GetByLabel("New password").FillAsync(CustomerPassword);
        await owner.PressAsync("Save the password");
        await owner.IsHeadedAsync("Sign in");
        await owner.EnterAsync(Customer, CustomerPassword);
        await owner.IsAtAsync(Server, "/o/applications/");
        await owner.SaysAsync("No secret");
        await owner.FollowAsync("Fjordbank LMS");
        var clientId = await owner.Locator("#client-id").InnerTextAsync();
        await owner.PressAsync("Make secret");
        var secret = await owner.Locator("#secret").InnerTextAsync();
        await owner.Context.CloseAsync();

        var caller = Server.NewClient();
        caller.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await Server.Http.RequestTokenAsync(clientId, secret));
        return caller;
    }

    private async Task AddEndpointAsync(IPage staff)
    {
        await staff.FollowAsync("Webhooks");
        await staff.FollowAsync("Add endpoint");
        await staff.GetByLabel("Company").SelectOptionAsync(new SelectOptionValue { Value = "2265" });
        await staff.GetByLabel("URL").FillAsync("http://169.254.169.254/latest/");
        await staff.PressAsync("Add");
        await Assertions.Expect(staff.Locator(".field-validation-error")).ToContainTextAsync("169.254.169.254");
        await staff.GetByLabel("URL").FillAsync(_webhooks.Inbox.Url("fjordbank"));
        await staff.PressAsync("Add");
        await staff.IsHeadedAsync("The endpoint is added");
        Assert.StartsWith("whsec_", await staff.Locator("#secret").InnerTextAsync(), StringComparison.Ordinal);
        await staff.FollowAsync("To the endpoint");
        await staff.IsHeadedAsync("Endpoint");
    }
}
