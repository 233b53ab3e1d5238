using System.Net;
using FinAut.Domain.Accounts;
using FinAut.Domain.ApiClients;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.OAuth;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Applications;

/// <summary>Secrets as people tell them apart, and how one is revoked.</summary>
public sealed class SecretPagesTests(WriteServer demo) : IClassFixture<WriteServer>
{
    private const string Password = "Ni-blaa-stoler-9";

    private static int _last;

    private TestServer Server => demo.Server;

    [Fact]
    public async Task Secrets_are_told_apart_by_their_ends_and_labels_and_one_is_revoked_after_a_question_that_names_it()
    {
        using var owner = await OwnerAsync();
        var (page, clientId, first) = await NewAsync(owner, "Lønnssystem");
        var path = page.Path.Split('?')[0];
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(clientId, first));
        var second = (await (await owner.OpenAsync(path)).SubmitAsync("Lag hemmelighet", ("Label", "LMS"))).TextAt("#secret");
        page = await owner.OpenAsync(path);
        Assert.Equal([$"…{second[^4..]} LMS", $"…{first[^4..]} Lønnssystem"], page.TextsAt("tbody td:first-child"));
        Assert.Equal("Aldri", page.TextsAt("tbody td:nth-child(3)")[0]);
        Assert.DoesNotContain("Aldri", page.TextsAt("tbody td:nth-child(3)")[1]);

        var asked = await owner.OpenAsync(page.LinkTo($"Trekk tilbake Lønnssystem (…{first[^4..]})"));
        Assert.Equal($"Trekk tilbake hemmeligheten Lønnssystem (…{first[^4..]})?", asked.TextAt("h1"));
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(clientId, first));
        Assert.DoesNotContain("eneste", asked.Text);
        var done = await asked.SubmitAsync("Trekk tilbake");

        Assert.Equal(path, done.Path);
        Assert.Contains($"Hemmeligheten Lønnssystem (…{first[^4..]}) er trukket tilbake.", done.Text);
        Assert.Equal(HttpStatusCode.Unauthorized, await TokenAsync(clientId, first));
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(clientId, second));
        await owner.GetAsync(asked.Path, HttpStatusCode.NotFound);
        var last = await owner.OpenAsync(done.LinkTo($"Trekk tilbake LMS (…{second[^4..]})"));
        Assert.Contains("Det er den eneste hemmeligheten.", last.Text);
    }

    [Fact]
    public async Task Of_a_secret_only_the_hash_and_the_last_four_characters_are_kept()
    {
        using var owner = await OwnerAsync();
        var (_, clientId, secret) = await NewAsync(owner, "");

        await using var db = Server.Database();
        var row = await db.ApplicationSecrets.SingleAsync(s => db.Applications.Any(a => a.Id == s.ApplicationId && a.ClientId == clientId));
        Assert.Equal((SecretHash.Of(secret), secret[^4..], ""), (row.Hash, row.LastFour, row.Label));
    }

    [Theory]
    [InlineData("fas_0123456789abcdef", "cdef")]
    [InlineData("fifteen-chars-x", null)]
    [InlineData("sixteen-chars-xy", "s-xy")]
    [InlineData("sixteen-chars-å²", null)]
    public void The_end_of_a_short_or_odd_secret_is_not_kept(string secret, string? lastFour) => Assert.Equal(lastFour, SecretHash.LastFour(secret));

    [Fact]
    public async Task The_end_of_a_secret_that_came_with_its_hash_is_known_from_its_first_use_on()
    {
        var client = await TestClient.AddAsync(Server, hash: SecretHash.Of("fas_of-the-service-before"));
        await using var db = Server.Database();
        IQueryable<string?> end = db.ApplicationSecrets.Where(s => db.Applications.Any(a => a.Id == s.ApplicationId && a.ClientId == client.Id)).Select(s => s.LastFour);
        Assert.Null(await end.SingleAsync());

        using var token = await client.AskAsync("fas_of-the-service-before");
        await token.ReadOAuthAsync();

        Assert.Equal("fore", await end.SingleAsync());
    }

    [Theory]
    [InlineData("nb", "Trekk tilbake", "Det er den eneste hemmeligheten.", "er trukket tilbake.")]
    [InlineData("en", "Revoke", "It is the only secret.", "is revoked.")]
    public async Task An_administrator_revokes_an_api_users_secret(string language, string button, string warning, string message)
    {
        using var owner = await OwnerAsync();
        var (page, clientId, secret) = await NewAsync(owner, "Stjålet");
        var path = await StaffPathAsync(page.Path);
        using var staff = await Browser.StaffAsync(Server, language);

        var asked = await staff.OpenAsync((await staff.OpenAsync(path)).LinkTo($"{button} Stjålet (…{secret[^4..]})"));
        Assert.Contains(warning, asked.Text);
        var done = await asked.SubmitAsync(button);

        Assert.Contains($"Stjålet (…{secret[^4..]}) {message}", done.Text);
        Assert.Equal(HttpStatusCode.Unauthorized, await TokenAsync(clientId, secret));
    }

    [Fact]
    public async Task Neither_support_nor_another_api_user_revokes_a_secret()
    {
        using var owner = await OwnerAsync();
        var (page, clientId, secret) = await NewAsync(owner, "");
        var revoke = (await owner.OpenAsync(page.Path.Split('?')[0])).LinkTo($"Trekk tilbake …{secret[^4..]}");
        var staffPath = await StaffPathAsync(page.Path);
        await TestSignIns.AddAsync(Server, AccountKind.Staff, "secrets-support", Password, StaffRole.Support);
        using var support = await Browser.SignInAsync(Server, "secrets-support", Password);
        using var other = await OwnerAsync();

        Assert.DoesNotContain("revoke", (await support.OpenAsync(staffPath)).Markup, StringComparison.Ordinal);
        await support.GetAsync($"{staffPath}secrets/{revoke.Split('/')[^3]}/revoke/", HttpStatusCode.Forbidden);
        await other.GetAsync(revoke, HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.OK, await TokenAsync(clientId, secret));
    }

    [Fact]
    public async Task A_label_that_is_too_long_makes_no_secret()
    {
        using var owner = await OwnerAsync();
        var (page, _, _) = await NewAsync(owner, "");

        var refused = await (await owner.OpenAsync(page.Path.Split('?')[0])).SubmitAsync("Lag hemmelighet", ("Label", new string('x', 51)));

        Assert.Equal("Teksten kan ha høyst 50 tegn.", refused.ErrorOf("Label"));
        Assert.Single(refused.TextsAt("tbody tr"));
    }

    private async Task<Browser> OwnerAsync()
    {
        var name = $"secrets-{Interlocked.Increment(ref _last)}";
        await TestSignIns.AddAsync(Server, AccountKind.ApiUser, name, Password);
        return await Browser.SignInAsync(Server, name, Password);
    }

    private static async Task<(HtmlPage Page, string ClientId, string Secret)> NewAsync(Browser owner, string label)
    {
        var application = await (await owner.OpenAsync("/o/applications/register/")).SubmitAsync("Registrer", ("Name", "LMS"));
        var made = await application.SubmitAsync("Lag hemmelighet", ("Label", label));
        return (made, made.TextAt("#client-id"), made.TextAt("#secret"));
    }

    private async Task<string> StaffPathAsync(string path)
    {
        var id = long.Parse(path.Split('/')[3]);
        await using var db = Server.Database();
        return $"/staff/api-users/{await db.Applications.Where(a => a.Id == id).Select(a => a.ApiUserId).SingleAsync()}/applications/{id}/";
    }

    private async Task<HttpStatusCode> TokenAsync(string clientId, string secret)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = clientId, ["client_secret"] = secret };
        using var response = await Server.Http.PostAsync("/o/token/", new FormUrlEncodedContent(form));
        return response.StatusCode;
    }
}
