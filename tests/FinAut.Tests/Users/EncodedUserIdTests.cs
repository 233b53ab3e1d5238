using FinAut.Domain.UserLogin;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Users;

public sealed class EncodedUserIdTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string Linked = TestServer.Root + "user/123/";
    private const long DemoApiUser = 1;
    private const long ExamApiUser = 2;
    private static readonly DateTimeOffset Created = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_linked_person_carries_the_id_that_the_api_users_own_applications_know()
    {
        using var client = await demo.Server.ClientAsync();

        Assert.Equal("example_encrypted_id_123", (await client.GetJsonAsync(Linked)).Text("encoded_userid"));
        var inList = (await client.AllRowsAsync(TestServer.Root + "user/")).Single(row => row.Text("id") == demo.Server.BaseUrl + Linked);
        Assert.Equal("example_encrypted_id_123", inList.Text("encoded_userid"));
    }

    [Fact]
    public async Task Another_api_user_who_sees_the_person_sees_no_id_and_finds_nobody_by_it()
    {
        using var exam = await demo.Server.ClientAsync(TestServer.ExamClient);

        Assert.False((await exam.GetJsonAsync(Linked)).TryGetProperty("encoded_userid", out _));
        foreach (var query in new[] { "user/?encoded_userid=", "user/?encrypted_userid=", "competency_result/?encrypted_userid=" })
        {
            (await exam.GetJsonAsync(TestServer.Root + query + "example_encrypted_id_123")).AssertEmptyList();
        }

        (await exam.GetJsonAsync(TestServer.Root + "competency_result/")).AssertEmptyList();
    }

    [Fact]
    public async Task Each_api_user_sees_its_own_link_to_the_same_person()
    {
        var id = await demo.Server.AddPersonAsync();
        await LinkAsync(id, DemoApiUser, "lms-a", "encrypted-for-demo");
        await LinkAsync(id, ExamApiUser, "lms-b", "encrypted-for-exam");

        foreach (var (clientId, own, foreign) in new[]
        {
            (TestServer.DemoClient, "encrypted-for-demo", "encrypted-for-exam"),
            (TestServer.ExamClient, "encrypted-for-exam", "encrypted-for-demo"),
        })
        {
            using var client = await demo.Server.ClientAsync(clientId);
            Assert.Equal(own, (await client.GetJsonAsync($"{TestServer.Root}user/{id}/")).Text("encoded_userid"));
            Assert.Equal([demo.Server.Url($"user/{id}/")], (await client.GetJsonAsync($"{TestServer.Root}user/?encoded_userid={own}")).Ids());
            (await client.GetJsonAsync($"{TestServer.Root}user/?encoded_userid={foreign}")).AssertEmptyList();
        }
    }

    [Fact]
    public async Task Of_several_links_of_one_api_user_the_newest_shows_and_all_find_the_person()
    {
        using var client = await demo.Server.ClientAsync();
        var id = await demo.Server.AddPersonAsync();
        await LinkAsync(id, DemoApiUser, "lms-old", "encrypted-old");
        await LinkAsync(id, DemoApiUser, "lms-new", "encrypted-new");

        Assert.Equal("encrypted-new", (await client.GetJsonAsync($"{TestServer.Root}user/{id}/")).Text("encoded_userid"));
        foreach (var encrypted in new[] { "encrypted-old", "encrypted-new" })
        {
            Assert.Equal([demo.Server.Url($"user/{id}/")], (await client.GetJsonAsync($"{TestServer.Root}user/?encrypted_userid={encrypted}")).Ids());
        }
    }

    private async Task LinkAsync(long userId, long apiUserId, string slug, string encrypted)
    {
        await using var db = demo.Server.Database();
        var client = new UserLoginClient
        {
            ApiUserId = apiUserId,
            Slug = slug,
            Name = slug,
            PostUrl = "https://lms.example/post",
            RedirectUrl = "https://lms.example/",
        };
        db.Add(client);
        db.Add(new UserLoginLink { ClientId = client.Id, UserId = userId, ExtUserId = slug, EncryptedUserId = encrypted, Created = Created });
        await db.SaveChangesAsync();
    }
}
