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

    private readonly TemporaryFolder _folder = new();
    private bool _isInstalled;

    /// <summary>What the package makes of posts: <c>accepted</c>, or <c>refused: </c> and why.</summary>
    public async Task<IReadOnlyList<string>> VerifyAsync(IEnumerable<SignedPost> posts)
    {
        ExternalProgram.SkipUnlessInstalled("node");
        ExternalProgram.SkipUnlessInstalled("npm");
        if (!_isInstalled)
        {
            _folder.Write("package.json", """{"private":true}""");
            _folder.Write("verify.cjs", Script);
            await ExternalProgram.RunAsync(
                "npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", Package], _folder.FullPath);
            _isInstalled = true;
        }

        var output = await ExternalProgram.RunAsync(
            "node", ["verify.cjs"], _folder.FullPath, JsonSerializer.Serialize(posts, JsonSerializerOptions.Web));
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>A post as a receiver gets it, and the secret that the receiver knows.</summary>
public sealed record SignedPost(string Secret, string Id, string Timestamp, string Signature, string Body);
