using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using FinAut.Api.Errors;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Webhooks;

namespace FinAut.Tests.Hosting;

/// <summary>The file <c>deploy/nginx.conf</c>, as an operator installs it; <see cref="Cluster.ClusterTests"/> runs it.</summary>
public sealed class NginxFileTests
{
    private const string Path = "deploy/nginx.conf";
    private const string Program = "nginx";

    private static readonly string[] Temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

    [Fact]
    public void It_says_of_nodes_that_are_away_what_the_API_says_of_its_database()
    {
        var file = Repository.Read(Path);
        var problem = $$"""'{"type":"about:blank","title":"Service Unavailable","status":503,"detail":"{{Problems.Unavailable}}","instance":"$finaut_instance","correlation_id":"$finaut_correlation"}'""";
        var oauth = $$"""'{"error":"temporarily_unavailable","error_description":"{{Problems.Unavailable}}"}'""";

        Assert.Equal([problem, oauth], Regex.Matches(file, "return 503 (?<body>'.*');", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(m => m.Groups["body"].Value));
        Assert.Equal(2, file.Split($"add_header Retry-After {Problems.UnavailableRetryAfterSeconds} always;").Length - 1);
        Assert.Contains($"default_type {Problems.ContentType};", file, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task It_is_good_as_it_stands()
    {
        ExternalProgram.SkipUnlessInstalled(Program);
        using var folder = new TemporaryFolder();
        using var certificates = new Certificates();
        using var certificate = certificates.Issue("api.example.no");
        folder.Write("api.example.no.pem", certificate.ExportCertificatePem());
        folder.Write("api.example.no.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        folder.Write("finaut.conf", Repository.Read(Path)
            .Replace("/etc/nginx", folder.FullPath, StringComparison.Ordinal)
            .Replace("/var/log/nginx", folder.FullPath, StringComparison.Ordinal)
            .Replace("listen 443 ", "listen 127.0.0.1:8443 ", StringComparison.Ordinal));
        var own = string.Concat(Temporary.Select(name => $"{name}_temp_path {folder.FullPath}/temp;\n"));
        folder.Write("nginx.conf", $"pid {folder.FullPath}/pid;\nevents {{ }}\nhttp {{\n{own}include {folder.FullPath}/finaut.conf;\n}}\n");

        // Fails, and says what it does not understand, when it would not start.
        await ExternalProgram.RunAsync(Program, ["-t", "-q", "-e", $"{folder.FullPath}/errors", "-p", folder.FullPath, "-c", $"{folder.FullPath}/nginx.conf"], folder.FullPath);
    }
}
