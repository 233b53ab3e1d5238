using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using FinAut.Api.UserLogin;
using FinAut.Domain.Webhooks;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FinAut.Tests.UserLogin;

/// <summary>The way of a candidate's browser from a course portal, by sign-in and consent, back to it, and what the portal is posted.</summary>
public sealed class UserLoginFlowTests : IAsyncLifetime
{
    private UserLoginServer _portal = null!;

    private TestServer Server => _portal.Server;

    private WebhookInbox Inbox => _portal.Inbox;

    public async Task InitializeAsync() => _portal = await UserLoginServer.StartAsync(new Dictionary<string, string> { ["Webhooks:TotalSeconds"] = "8" });

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task From_the_portal_by_sign_in_and_consent_back_to_it()
    {
        using var browser = Browser.Open(Server);
        using var first = await browser.SendAsync(HttpMethod.Get, UserLoginServer.Path());
        var login = first.Headers.Location!.ToString();
        Assert.StartsWith("/candidate/login/?next=", login, StringComparison.Ordinal);

        using var signedIn = await browser.SendFormAsync(login, "Logg inn", ("Email", "kandidat"), ("Password", UserLoginServer.CandidatePassword));
        Assert.Equal(UserLoginServer.Path(), Uri.UnescapeDataString(signedIn.Headers.Location!.ToString()));

        var page = await browser.GetAsync(UserLoginServer.Path());
        Assert.Contains("Kursportalen &lt;b&gt;Pluss&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("«demo»", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains("Fødselsnummeret ditt deles ikke.", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Empty(await _portal.LinksAsync());
        Assert.Equal(0, Inbox.Count);

        using var consented = await UserLoginServer.ConsentAsync(browser);
        Assert.Equal(HttpStatusCode.Redirect, consented.StatusCode);
        Assert.Equal(UserLoginServer.Redirect, consented.Headers.Location!.ToString());

        // The portal knows before the browser is back.
        var post = Assert.Single(Inbox.Posts);
        var link = Assert.Single(await _portal.LinksAsync());
        Assert.Equal("/portal", post.Path);
        Assert.Equal($$"""{"ext_user_id":"{{UserLoginServer.ExtUserId}}","encrypted_userid":"{{link.EncryptedUserId}}"}""", post.Text);
        Assert.Equal("userlogin.linked", post.Headers["X-FinAut-Event"]);
        Assert.Equal(0, post.Sequence);
        Assert.Equal(UserLoginServer.Candidate, link.UserId);
        Assert.Matches("^[A-Za-z0-9_-]{43}$", link.EncryptedUserId);

        using var later = await browser.SendAsync(HttpMethod.Get, UserLoginServer.Path());
        Assert.Equal(UserLoginServer.Redirect, later.Headers.Location!.ToString());
        Assert.Single(Inbox.Posts);
    }

    [Fact]
    public async Task The_consent_page_may_lead_to_the_redirect_urls_site_and_no_other_page_may()
    {
        using var browser = await _portal.CandidateAsync();
        using var page = await browser.SendAsync(HttpMethod.Get, UserLoginServer.Path());
        using var other = await browser.SendAsync(HttpMethod.Get, "/candidate/");

        Assert.Contains("form-action 'self' https://portal.test;", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Contains("form-action 'self';", Assert.Single(other.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_post_is_unsigned_without_a_secret_and_signed_with_one()
    {
        using var candidate = await _portal.CandidateAsync();
        (await UserLoginServer.ConsentAsync(candidate)).Dispose();
        Assert.DoesNotContain("webhook-signature", Assert.Single(Inbox.Posts).Headers.Keys, StringComparer.OrdinalIgnoreCase);

        Inbox.Clear();
        var secret = WebhookSecret.New();
        await _portal.ChangeAsync((client, clients) => clients.SetSecretAsync(client, WebhookSecret.New(), CancellationToken.None));
        await _portal.ChangeAsync((client, clients) => clients.SetSecretAsync(client, secret, CancellationToken.None));
        using var other = await _portal.OtherCandidateAsync();
        (await UserLoginServer.ConsentAsync(other, "another")).Dispose();

        var post = Assert.Single(Inbox.Posts);
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(post.Headers["webhook-timestamp"]));
        Assert.Equal(WebhookSignature.Sign(post.Id, at, post.Body, [secret]), post.Headers["webhook-signature"]);
        Assert.Equal(WebhookSignature.Hub(post.Body, secret), post.Headers["X-Hub-Signature"]);
    }

    [Fact]
    public async Task A_portal_that_fails_keeps_nobody_waiting_and_is_posted_to_again()
    {
        Inbox.Answers = _ => new Answer(503);
        using var browser = await _portal.CandidateAsync();
        using var consented = await UserLoginServer.ConsentAsync(browser);
        Assert.Equal(UserLoginServer.Redirect, consented.Headers.Location!.ToString());
        var failed = await _portal.DeliveryAsync();
        Assert.Equal((WebhookDeliveryState.Pending, 1), (failed.State, failed.Attempts));

        Inbox.Answers = _ => Answer.Ok;
        _portal.Webhooks.AdvanceTo(failed.NextAttempt!.Value);

        await Until.TrueAsync(async () => (await _portal.DeliveryAsync()).State == WebhookDeliveryState.Delivered);
        Assert.Equal(Inbox.Posts[0].Id, Inbox.Posts[1].Id);
        Assert.Equal(Inbox.Posts[0].Text, Inbox.Posts[1].Text);
    }

    [Fact]
    public async Task A_portal_that_does_not_answer_keeps_the_browser_for_five_seconds()
    {
        var gate = new TaskCompletionSource();
        Inbox.Answers = _ => Answer.Ok with { Gate = gate.Task };
        using var browser = await _portal.CandidateAsync();
        var form = await UserLoginServer.FormAsync(browser);

        var started = Stopwatch.GetTimestamp();
        using var consented = await form.SendAsync();
        var waited = Stopwatch.GetElapsedTime(started);
        gate.SetResult();

        Assert.Equal(UserLoginServer.Redirect, consented.Headers.Location!.ToString());
        Assert.InRange(waited, TimeSpan.FromSeconds(4.5), TimeSpan.FromSeconds(7.5));
        await Until.TrueAsync(async () => (await _portal.DeliveryAsync()).State == WebhookDeliveryState.Delivered);
    }

    [Fact]
    public async Task Two_tabs_that_consent_at_once_make_one_link()
    {
        using var browser = await _portal.CandidateAsync();
        var (one, two) = (await UserLoginServer.FormAsync(browser), await UserLoginServer.FormAsync(browser));

        var answers = await Task.WhenAll(one.SendAsync(), two.SendAsync(), one.SendAsync());

        Assert.All(answers, answer => Assert.Equal(UserLoginServer.Redirect, answer.Headers.Location?.ToString()));
        Assert.Single(await _portal.LinksAsync());
        await Inbox.WaitAsync(1);
    }

    [Fact]
    public async Task People_who_link_to_a_new_portal_at_once_are_all_linked()
    {
        using var one = await _portal.CandidateAsync();
        using var two = await _portal.OtherCandidateAsync();
        var (first, second) = (await UserLoginServer.FormAsync(one, "one"), await UserLoginServer.FormAsync(two, "two"));

        var answers = await Task.WhenAll(first.SendAsync(), second.SendAsync());

        Assert.All(answers, answer => Assert.Equal(UserLoginServer.Redirect, answer.Headers.Location?.ToString()));
        Assert.Equal(2, (await _portal.LinksAsync()).Select(l => l.EncryptedUserId).Distinct().Count());
        await Inbox.WaitAsync(2);
    }

    [Fact]
    public async Task The_encrypted_id_serves_its_own_API_user_only_and_differs_between_portals()
    {
        await _portal.AddClientAsync("second");
        using var browser = await _portal.CandidateAsync();
        (await UserLoginServer.ConsentAsync(browser)).Dispose();
        (await UserLoginServer.ConsentAsync(browser, client: "second")).Dispose();
        var (id, other) = (Inbox.Posts[0].Json.Text("encrypted_userid")!, Inbox.Posts[1].Json.Text("encrypted_userid")!);
        Assert.NotEqual(id, other);

        await _portal.Webhooks.Writer.CreateAsync("competency_result/", Completion(id));
        await _portal.Webhooks.Writer.CreateAsync("competency_result/", Completion(other));

        // The exam platform's API user sees the same companies.
        using var refused = await _portal.Webhooks.Exam.SendAsync("POST", "competency_result/", Completion(id));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Empty(await _portal.Webhooks.Exam.RowsAsync($"user/?encoded_userid={id}"));
        Assert.Single(await _portal.Webhooks.Writer.RowsAsync($"user/?encoded_userid={id}"));
    }

    [Fact]
    public async Task A_link_that_was_taken_back_is_of_no_use_and_consent_makes_another()
    {
        Inbox.Answers = _ => new Answer(503);
        using var browser = await _portal.CandidateAsync();
        (await UserLoginServer.ConsentAsync(browser)).Dispose();
        var link = Assert.Single(await _portal.LinksAsync());
        await _portal.Webhooks.Writer.CreateAsync("competency_result/", Completion(link.EncryptedUserId));

        await using (var scope = Server.Services.CreateAsyncScope())
        {
            var links = scope.ServiceProvider.GetRequiredService<UserLoginLinks>();
            Assert.True(await links.RevokeAsync(link.Id, CancellationToken.None));
            Assert.False(await links.RevokeAsync(link.Id, CancellationToken.None));
        }

        Assert.Equal(WebhookDeliveryState.Cancelled, (await _portal.DeliveryAsync()).State);
        using var refused = await _portal.Webhooks.Writer.SendAsync("POST", "competency_result/", Completion(link.EncryptedUserId));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Empty(await _portal.Webhooks.Writer.RowsAsync($"competency_result/?encrypted_userid={link.EncryptedUserId}"));
        Assert.Empty(await _portal.Webhooks.Writer.RowsAsync($"user/?encoded_userid={link.EncryptedUserId}"));

        Inbox.Answers = _ => Answer.Ok;
        (await UserLoginServer.ConsentAsync(browser)).Dispose();
        var links2 = await _portal.LinksAsync();
        Assert.Equal(2, links2.Count);
        Assert.NotEqual(links2[0].EncryptedUserId, links2[1].EncryptedUserId);
    }

    [Fact]
    public async Task The_clients_endpoint_is_not_seen_through_the_API_and_follows_its_record()
    {
        using var browser = await _portal.CandidateAsync();
        (await UserLoginServer.ConsentAsync(browser)).Dispose();

        Assert.Empty(await _portal.Webhooks.Admin.RowsAsync("webhook_endpoint/"));
        Assert.Empty(await _portal.Webhooks.Admin.RowsAsync("webhook_delivery/"));

        await _portal.ChangeAsync((client, _) =>
        {
            client.Enabled = false;
            client.PostUrl = Inbox.Url("elsewhere");
            return Task.CompletedTask;
        });
        await using var db = Server.Database();
        var endpoint = await db.WebhookEndpoints.IgnoreQueryFilters().SingleAsync(e => e.UserLoginClientId == _portal.ClientId);
        Assert.Equal((WebhookEndpointState.Disabled, Inbox.Url("elsewhere")), (endpoint.State, endpoint.Url));
    }

    [Fact]
    public async Task The_candidate_stands_in_the_audit_trail()
    {
        using var browser = await _portal.CandidateAsync();
        (await UserLoginServer.ConsentAsync(browser)).Dispose();

        await using var db = Server.Database();
        var entry = await db.AuditEntries.SingleAsync(e => e.Entity == "user_login_link" && e.Action == "created");
        Assert.Equal((FinAut.Domain.Audit.ActorKind.Candidate, UserLoginServer.Candidate), (entry.ActorKind, entry.UserId));
    }

    [Fact]
    public async Task Neither_persnr_nor_identifiers_of_the_portal_are_logged()
    {
        using var browser = Browser.Open(Server);
        using var first = await browser.SendAsync(HttpMethod.Get, UserLoginServer.Path());
        using var known = await _portal.CandidateAsync();
        (await UserLoginServer.ConsentAsync(known)).Dispose();
        var link = Assert.Single(await _portal.LinksAsync());

        Assert.Contains(Server.Logs.Lines, line => line.Message.Contains("/userlogin/portal/*** ", StringComparison.Ordinal));
        string[] secrets = ["55110098692", UserLoginServer.CandidatePassword, link.EncryptedUserId];
        Assert.DoesNotContain(Server.Logs.Lines, line => secrets.Any(s => line.Message.Contains(s, StringComparison.Ordinal)));
        Assert.DoesNotContain(
            Server.Logs.Lines,
            line => line.Category.StartsWith("FinAut", StringComparison.Ordinal) && line.Message.Contains(UserLoginServer.ExtUserId, StringComparison.Ordinal));
    }

    private static JsonObject Completion(string encryptedUserId) =>
        new() { ["user"] = encryptedUserId, ["goal"] = 456, ["passed_date"] = "2026-01-05", ["external_system"] = "Portal", ["external_id"] = "1" };
}
