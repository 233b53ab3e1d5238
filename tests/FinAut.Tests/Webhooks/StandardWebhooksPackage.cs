using System.Text.Json;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Webhooks;

/// <summary>The npm package <c>standardwebhooks</c>, in a folder that is gone after the tests.</summary>
public sealed class StandardWebhooksPackage : IDisposable
{
    private const string Package = "standardwebhooks@1.1.1";

    private const string Script =
        """
        const { readFileSync } = require("node:fs");
        const { Webhook, WebhookVerificationError } = require("standardwebhooks");

        for (const { secret, id, timestamp, signature, body } of JSON.parse(readFileSync(0, "utf8"))) {
          const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
          try {
            new Webhook(secret).verify(Buffer.from(body), headers);
            console.log("accepted");
          } catch (error) {
            console.log(error instanceof WebhookVerificationError ? `refused: ${error.message}` : `failed: ${error}`);
          }
        }
        """;

    private readonly NpmPackage _npm = new(Package);

    /// <summary>What the package makes of posts: <c>accepted</c>, or <c>refused: </c> and why.</summary>
    public async Task<IReadOnlyList<string>> VerifyAsync(IEnumerable<SignedPost> posts)
    {
        ExternalProgram.SkipUnlessInstalled("node");
        var folder = await _npm.InstallAsync();
        folder.Write("verify.cjs", Script);
        var output = await ExternalProgram.RunAsync(
            "node", ["verify.cjs"], folder.FullPath, JsonSerializer.Serialize(posts, JsonSerializerOptions.Web));
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public void Dispose() => _npm.Dispose();
}

/// <summary>A post as a receiver gets it, and the secret that the receiver knows.</summary>
public sealed record SignedPost(string Secret, string Id, string Timestamp, string Signature, string Body);
