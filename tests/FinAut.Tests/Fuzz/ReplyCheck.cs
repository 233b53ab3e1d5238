using System.Text.Json;
using System.Text.RegularExpressions;
using FinAut.Tests.Docs;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Fuzz;

/// <summary>What must hold of every answer, whatever was asked.</summary>
/// <param name="document">The OpenAPI document.</param>
/// <param name="persnrs">Persnr that no request of the generator's holds but in the field that is theirs.</param>
internal sealed partial class ReplyCheck(OpenApiDocument document, IReadOnlySet<string> persnrs)
{
    private const int RegexTimeout = 2000;

    // The web server's limit of a request line is 8 kB.
    private const int LongestTarget = 8000;

    // What a target or a host that leads astray may be answered with.
    private static readonly int[] Astray = [200, 201, 202, 204, 301, 400, 401, 403, 404, 405, 406, 409, 413, 414, 415, 422, 431];

    private static readonly string[] OAuthPaths = ["/o/", $"{TestServer.Root}token"];

    /// <summary>Fails when the answer is not one that the document promises.</summary>
    public void Check(FuzzRequest request, HttpResponseMessage response, string text)
    {
        var status = (int)response.StatusCode;
        Assert.True(status < 500, $"A server error: {status}");
        Assert.DoesNotMatch(Trace(), text);
        Assert.False(response.Headers.Contains("Server"));
        Assert.Matches("^[A-Za-z0-9._-]{1,64}$", response.Header("X-Correlation-Id"));
        foreach (var header in response.Headers.SelectMany(h => h.Value))
        {
            Assert.DoesNotContain("evil.example", header, StringComparison.OrdinalIgnoreCase);
        }

        var expected = request.Aim switch
        {
            Aim.Operation or Aim.Head => request.Operation.Responses.Keys.Select(int.Parse).ToArray(),
            Aim.Options => [200, 400, 401, 405, 406],
            Aim.WrongMethod => MethodsOf(request) is { } documented && documented.Contains(request.Method) ? Astray : [400, 401, 405, 406],
            _ => Astray,
        };
        Assert.True(expected.Contains(status) || (status == 414 && request.Target.Length > LongestTarget), $"{status} is not documented.");
        if (status == 405)
        {
            Assert.DoesNotContain(request.Method, response.Content.Headers.Allow);
            Assert.NotEmpty(response.Content.Headers.Allow);
        }

        if (request.Method == "HEAD")
        {
            Assert.Empty(text);
            return;
        }

        CheckBody(request, response, status, text);
    }

    private void CheckBody(FuzzRequest request, HttpResponseMessage response, int status, string text)
    {
        if (text.Length == 0)
        {
            Assert.True(status is 204 or 301 || request.Aim == Aim.Options || (status == 200 && request.Operation.Path.Contains("revoke", StringComparison.Ordinal)), $"{status} without a body.");
            return;
        }

        if (!IsJson(response))
        {
            // A target that leads to another part of the site gets one of its pages.
            Assert.Equal(Aim.Astray, request.Aim);
            return;
        }

        var reply = JsonDocument.Parse(text).RootElement;
        var mediaType = response.Content.Headers.ContentType?.MediaType;
        JsonElement? schema = null;
        if (status >= 400)
        {
            var isOAuth = OAuthPaths.Any(path => request.Target.StartsWith(path, StringComparison.OrdinalIgnoreCase)) && mediaType == "application/json";
            schema = SchemaNamed(isOAuth ? "OAuthError" : "Problem");
            Assert.Equal(isOAuth ? "application/json" : "application/problem+json", mediaType);
            Assert.True(isOAuth || status == 422 == reply.TryGetProperty("errors", out _), "Only a validation error names fields.");
            Assert.True(isOAuth || reply.GetProperty("status").GetInt32() == status);
        }
        else if (request.Aim == Aim.Operation)
        {
            Assert.Equal("application/json", mediaType);
            schema = request.Operation.Responses[$"{status}"].GetProperty("content").GetProperty("application/json").GetProperty("schema");
        }

        if (schema is { } promised)
        {
            Assert.Empty(SchemaCheck.Faults(document.Json, promised, reply));
        }

        Assert.Empty(Leaks(reply, request));
    }

    private JsonElement SchemaNamed(string name) => document.Json.GetProperty("components").GetProperty("schemas").GetProperty(name);

    private static bool IsJson(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;

    private IEnumerable<string> MethodsOf(FuzzRequest request) => document.Operations.Where(o => o.Path == request.Operation.Path).Select(o => o.Method);

    // A person's persnr stands in the field of that name of the person's own representation, and nowhere else.
    private IEnumerable<string> Leaks(JsonElement element, FuzzRequest request, string field = "") => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Leaks(p.Value, request, p.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Leaks(item, request, field)),
        JsonValueKind.String when field is "persnr" && request.Operation.Path.StartsWith(FuzzPaths.Users, StringComparison.Ordinal) => [],
        JsonValueKind.String => Elevens().Matches(element.GetString()!).Select(m => m.Value)
            .Where(digits => persnrs.Contains(digits) && !request.Target.Contains(digits, StringComparison.Ordinal)).Select(digits => $"{field}: {digits}"),
        _ => [],
    };

    [GeneratedRegex(@"(\n|\\n)\s*at [A-Z]\w+\.|\bat (FinAut|Microsoft|System|Npgsql)\.|\.cs:line|\wException\b|Npgsql|EntityFramework", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Trace();

    [GeneratedRegex("[0-9]{11}", RegexOptions.None, RegexTimeout)]
    private static partial Regex Elevens();
}
