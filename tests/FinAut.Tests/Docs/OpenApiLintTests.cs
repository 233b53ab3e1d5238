using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Docs;

/// <summary>The document as a linter of OpenAPI documents sees it, with <c>redocly.yaml</c>.</summary>
public sealed class OpenApiLintTests : IDisposable
{
    private const string Package = "@redocly/cli@2.77.0";

    private readonly NpmPackage _npm = new(Package);

    public void Dispose() => _npm.Dispose();

    [SkippableFact]
    public async Task Redocly_finds_no_error_in_the_document()
    {
        var folder = await _npm.InstallAsync();

        // It would call home, for statistics and for a newer version of itself.
        var report = await ExternalProgram.RunAsync(
            "env",
            [
                "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true",
                Path.Combine(folder.FullPath, "node_modules/.bin/redocly"), "lint", "--format=json",
                $"--config={Repository.PathOf("redocly.yaml")}", Repository.PathOf("docs/openapi.json"),
            ],
            folder.FullPath);

        Reliability.Note("Fuzz", "The OpenAPI document through Redocly's linter", ErrorsIn(report) + " errors", "0");
        Assert.Equal("0", ErrorsIn(report));
    }

    private static string ErrorsIn(string report) =>
        System.Text.Json.JsonDocument.Parse(report[report.IndexOf('{', StringComparison.Ordinal)..]).RootElement.GetProperty("totals").GetProperty("errors").GetRawText();
}
