using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Domain.Webhooks;

namespace FinAut.Tests.Webhooks;

/// <summary>Our signatures, judged by the verifier that Standard Webhooks publishes.</summary>
public sealed class StandardWebhooksTests(StandardWebhooksPackage package) : IClassFixture<StandardWebhooksPackage>
{
    private static readonly WebhookSecret Secret = WebhookSecret.New();
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly WebhookSecret Other = WebhookSecret.New();

    public static TheoryData<string> Mutations { get; } = new(Mutated.Keys);

    // Seven ways in which a post can differ from the one that was signed.
    private static Dictionary<string, Func<SignedPost, SignedPost>> Mutated => new()
    {
        ["a character of the body changed"] = post => post with { Body = Replace(post.Body, post.Body.Length / 2) },
        ["the body longer"] = post => post with { Body = post.Body + " " },
        ["another id"] = post => post with { Id = Replace(post.Id, post.Id.Length - 1) },
        ["another timestamp"] = post => post with { Timestamp = (long.Parse(post.Timestamp) + 1).ToString() },
        ["signed too long ago"] = post => Sign(post.Body, [Secret], Now.AddSeconds(-301)),
        ["a character of the signature changed"] = post => post with { Signature = Replace(post.Signature, 20) },
        ["signed with another secret"] = post => Sign(post.Body, [Other], Now),
    };

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [SkippableFact]
    public async Task Every_payload_is_accepted()
    {
        var posts = Payloads(200).Select(body => Sign(body, [Secret], Now)).ToList();

        var verdicts = await package.VerifyAsync(posts);

        Assert.Equal(Enumerable.Repeat("accepted", 200), verdicts);
    }

    [SkippableTheory]
    [MemberData(nameof(Mutations))]
    public async Task Every_mutation_is_refused(string mutation)
    {
        var posts = Payloads(50).Select(body => Mutated[mutation](Sign(body, [Secret], Now))).ToList();

        var verdicts = await package.VerifyAsync(posts);

        Assert.All(verdicts, verdict => Assert.StartsWith("refused: ", verdict, StringComparison.Ordinal));
        Assert.Equal(50, verdicts.Count);
    }

    [SkippableFact]
    public async Task Both_secrets_are_accepted_while_one_is_rotated_and_the_new_one_only_afterwards()
    {
        var during = Sign("""{"a":1}""", [Secret, Other], Now);
        var afterwards = Sign("""{"a":1}""", [Secret], Now);

        var verdicts = await package.VerifyAsync(
            [during, during with { Secret = Other.Text }, afterwards, afterwards with { Secret = Other.Text }]);

        Assert.Equal(["accepted", "accepted", "accepted", "refused: No matching signature found"], verdicts);
    }

    private static SignedPost Sign(string body, IReadOnlyList<WebhookSecret> secrets, DateTimeOffset at)
    {
        const string id = "evt_0196a3f27c1e7d4f9a4be0a1c2d3e4f5";
        return new SignedPost(
            Secret.Text, id, WebhookSignature.Timestamp(at), WebhookSignature.Sign(id, at, Encoding.UTF8.GetBytes(body), secrets), body);
    }

    private static string Replace(string text, int index) => text[..index] + (text[index] == 'a' ? 'b' : 'a') + text[(index + 1)..];

    // JSON of many shapes, up to the 20 kB that webhooks have at most, with letters of one to four bytes.
    private static IEnumerable<string> Payloads(int count)
    {
        string[] letters = ["a", "\"", "\\", "\n", "\u0000", "æ", "Ø", "€", "\u2028", "漢", "🫐", "🇳🇴"];
        var random = new Random(2026);
        for (var i = 0; i < count; i++)
        {
            var fields = new JsonObject { ["id"] = i, ["score"] = random.NextDouble() };
            var length = i % 10 == 0 ? random.Next(8000) : random.Next(200);
            fields["comment"] = string.Concat(Enumerable.Range(0, length).Select(_ => letters[random.Next(letters.Length)]));
            yield return fields.ToJsonString(i % 2 == 0 ? JsonSerializerOptions.Default : Unescaped);
        }
    }
}
