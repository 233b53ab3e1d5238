using FinAut.Domain.ApiClients;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.OAuth;

/// <summary>Rows 39 and 41 of the OAuth checklist: what is kept of a secret, and how one takes over from another.</summary>
public sealed class SecretTests(DemoServer demo) : IClassFixture<DemoServer>
{
    /// <summary>A secret of the service before this one.</summary>
    internal const string DjangoSecret = "lètmein";

    /// <summary>What Django's own tests say of it.</summary>
    internal const string DjangoHash = "pbkdf2_sha256$260000$seasalt$YlZ2Vggtqdc61YjArZuoApoBh9JNGYoDRBUGu6tcJQo=";

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_new_secret_is_256_random_bits_behind_a_prefix()
    {
        var secrets = Enumerable.Range(0, 1000).Select(_ => SecretHash.NewSecret()).ToList();

        Assert.All(secrets, secret => Assert.Matches("^fas_[A-Za-z0-9_-]{43}$", secret));
        Assert.Equal(1000, secrets.Distinct().Count());
        Assert.All(secrets, secret => Assert.True(SecretHash.Verify(secret, SecretHash.Of(secret))));
        Assert.False(SecretHash.Verify(secrets[0], SecretHash.Of(secrets[1])));
    }

    // Row 39.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_hash_that_is_kept_is_no_secret(bool django)
    {
        var client = await TestClient.AddAsync(demo.Server, hash: django ? DjangoHash : null);
        var hash = Assert.Single(await client.HashesAsync());

        using var whole = await client.AskAsync(hash);
        using var digest = await client.AskAsync(hash[(hash.LastIndexOf('$') + 1)..]);

        await whole.AssertInvalidClientAsync();
        await digest.AssertInvalidClientAsync();
        Assert.Equal(hash, Assert.Single(await client.HashesAsync()));
    }

    [Fact]
    public async Task A_hash_of_the_service_before_this_one_is_accepted_and_replaced_at_first_use()
    {
        var client = await TestClient.AddAsync(demo.Server, hash: DjangoHash);

        using var wrong = await client.AskAsync(DjangoSecret + "x");
        var before = await client.HashesAsync();
        using var first = await client.AskAsync(DjangoSecret);
        var after = await client.HashesAsync();
        using var second = await client.AskAsync(DjangoSecret);

        await wrong.AssertInvalidClientAsync();
        await first.ReadOAuthAsync();
        await second.ReadOAuthAsync();
        Assert.Equal([DjangoHash], before);
        Assert.Equal([SecretHash.Of(DjangoSecret)], after);
        Assert.Equal(after, await client.HashesAsync());
    }

    [Fact]
    public async Task Many_first_uses_at_once_all_succeed()
    {
        var client = await TestClient.AddAsync(demo.Server, hash: DjangoHash);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var response = await client.AskAsync(DjangoSecret);
            await response.ReadOAuthAsync();
        }));

        Assert.Equal([SecretHash.Of(DjangoSecret)], await client.HashesAsync());
    }

    [Theory]
    [InlineData(DjangoHash, true)]
    [InlineData("pbkdf2_sha256$1$seasalt$YlZ2Vggtqdc61YjArZuoApoBh9JNGYoDRBUGu6tcJQo=", true)]
    [InlineData("pbkdf2_sha256$0$seasalt$YlZ2Vggtqdc61YjArZuoApoBh9JNGYoDRBUGu6tcJQo=", false)]
    [InlineData("pbkdf2_sha256$-1$seasalt$YlZ2Vggtqdc61YjArZuoApoBh9JNGYoDRBUGu6tcJQo=", false)]
    [InlineData("pbkdf2_sha256$999999999$seasalt$YlZ2Vggtqdc61YjArZuoApoBh9JNGYoDRBUGu6tcJQo=", false)]
    [InlineData("pbkdf2_sha256$99999999999$seasalt$YlZ2Vggtqdc61YjArZuoApoBh9JNGYoDRBUGu6tcJQo=", false)]
    [InlineData("pbkdf2_sha256$1$seasalt$YlZ2Vggt", false)]
    [InlineData("pbkdf2_sha256$1$seasalt$not base64", false)]
    [InlineData("pbkdf2_sha256$1$seasalt", false)]
    [InlineData("pbkdf2_sha1$1$seasalt$YlZ2Vggtqdc61YjArZuoApoBh9JNGYoDRBUGu6tcJQo=", false)]
    [InlineData("plain", false)]
    [InlineData("", false)]
    public void A_hash_is_known_by_its_form(string text, bool known)
    {
        Assert.Equal(known, SecretHash.IsHash(text));
        Assert.False(SecretHash.Verify(text, text));
        Assert.False(SecretHash.Verify("", text));
        Assert.True(SecretHash.IsForeign(text));
    }

    // Row 41.
    [Fact]
    public async Task Two_secrets_work_side_by_side_until_the_overlap_ends()
    {
        var client = await TestClient.AddAsync(demo.Server);
        await client.ChangeAsync(a => Assert.True(a.AddSecret(SecretHash.Of("new"), demo.Server.Time.GetUtcNow(), Application.DefaultOverlap)));

        await AssertWorksAsync(client, client.Secret, true);
        await AssertWorksAsync(client, "new", true);
        demo.Server.Time.Advance(Application.DefaultOverlap - TimeSpan.FromMinutes(1));
        await AssertWorksAsync(client, client.Secret, true);
        demo.Server.Time.Advance(TimeSpan.FromMinutes(2));
        await AssertWorksAsync(client, client.Secret, false);
        await AssertWorksAsync(client, "new", true);
    }

    [Fact]
    public async Task A_secret_that_is_killed_works_no_more()
    {
        var client = await TestClient.AddAsync(demo.Server);
        await client.ChangeAsync(a => Assert.True(a.AddSecret(SecretHash.Of("new"), demo.Server.Time.GetUtcNow(), Application.DefaultOverlap)));
        await AssertWorksAsync(client, client.Secret, true);

        await client.ChangeAsync(a => a.Secrets[0].EndAt(demo.Server.Time.GetUtcNow()));

        await AssertWorksAsync(client, client.Secret, false);
        await AssertWorksAsync(client, "new", true);
    }

    [Fact]
    public async Task Without_an_overlap_the_old_secret_ends_at_once()
    {
        var client = await TestClient.AddAsync(demo.Server);

        await client.ChangeAsync(a => Assert.True(a.AddSecret(SecretHash.Of("new"), demo.Server.Time.GetUtcNow(), TimeSpan.Zero)));

        await AssertWorksAsync(client, client.Secret, false);
        await AssertWorksAsync(client, "new", true);
    }

    [Fact]
    public async Task An_application_without_a_secret_cannot_be_used()
    {
        var client = await TestClient.AddAsync(demo.Server);

        await client.ChangeAsync(a => a.Secrets[0].EndAt(demo.Server.Time.GetUtcNow()));

        await AssertWorksAsync(client, client.Secret, false);
        await AssertWorksAsync(client, "", false);
    }

    [Fact]
    public void A_third_secret_is_refused_while_two_are_in_force()
    {
        var application = NewApplication();
        Assert.True(application.AddSecret("1", Now, Application.DefaultOverlap));
        Assert.True(application.AddSecret("2", Now, Application.DefaultOverlap));

        Assert.False(application.AddSecret("3", Now, TimeSpan.Zero));
        Assert.Equal([Now + Application.DefaultOverlap, null], application.Secrets.Select(s => s.Expires));

        Assert.True(application.AddSecret("3", Now + Application.DefaultOverlap, TimeSpan.FromDays(1)));
        Assert.Equal(["2", "3"], application.Secrets.Where(s => s.IsLive(Now + Application.DefaultOverlap)).Select(s => s.Hash));
    }

    [Fact]
    public void A_secret_that_was_killed_makes_room_and_stays_dead()
    {
        var application = NewApplication();
        application.AddSecret("1", Now, TimeSpan.Zero);
        application.AddSecret("2", Now, Application.MaxOverlap);
        application.Secrets[0].EndAt(Now);

        Assert.False(application.Secrets[0].IsLive(Now));
        Assert.True(application.AddSecret("3", Now, Application.MaxOverlap));

        Assert.Equal([Now, Now + Application.MaxOverlap, null], application.Secrets.Select(s => s.Expires));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(90 * 24 * 3600, true)]
    [InlineData((90 * 24 * 3600) + 1, false)]
    public void An_overlap_is_ninety_days_at_most(int seconds, bool allowed)
    {
        var application = NewApplication();
        var add = () => application.AddSecret("1", Now, TimeSpan.FromSeconds(seconds));

        if (allowed)
        {
            Assert.True(add());
        }
        else
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => add());
            Assert.Empty(application.Secrets);
        }
    }

    [Fact]
    public async Task The_last_use_of_a_secret_is_known_to_the_minute()
    {
        var client = await TestClient.AddAsync(demo.Server);
        await AssertLastUseAsync(null);

        await AssertWorksAsync(client, "wrong", false);
        await AssertLastUseAsync(null);

        var used = demo.Server.Time.GetUtcNow();
        await AssertWorksAsync(client, client.Secret, true);
        await AssertLastUseAsync(used);

        demo.Server.Time.Advance(TimeSpan.FromMinutes(5));
        used = demo.Server.Time.GetUtcNow();
        await AssertWorksAsync(client, client.Secret, true);
        await AssertLastUseAsync(used);

        async Task AssertLastUseAsync(DateTimeOffset? at)
        {
            await using var db = demo.Server.Database();
            var known = await db.Applications.Where(a => a.ClientId == client.Id).SelectMany(a => a.Secrets).Select(s => s.LastUsed).SingleAsync();
            Assert.Equal(at is null, known is null);
            Assert.True(at is null || (known - at)!.Value.Duration() < TimeSpan.FromMinutes(1), $"{known} is not {at}.");
        }
    }

    private static Application NewApplication() => new()
    {
        ApiUserId = 1,
        ClientId = "test",
        Name = "Test",
        Scopes = Scopes.Read,
        Created = Now,
    };

    private static async Task AssertWorksAsync(TestClient client, string secret, bool works)
    {
        using var response = await client.AskAsync(secret);
        if (works)
        {
            await response.ReadOAuthAsync();
        }
        else
        {
            await response.AssertInvalidClientAsync();
        }
    }
}
