using System.Diagnostics;
using System.Net;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Hosting;

/// <summary>The unit <c>deploy/finaut.service</c>: what it forbids the server, and that the server works nevertheless.</summary>
public sealed class SystemdUnitTests(DemoDatabase demo) : IClassFixture<DemoDatabase>
{
    // As systemd does it with ProtectSystem=strict, StateDirectory= and User=, but that /tmp cannot be written either. Code 9: not so.
    private const string Confine = """
        set -e
        folder=$1; shift
        mount -t tmpfs tmpfs /opt
        mkdir /opt/finaut
        mount --bind "$folder" /opt/finaut
        mount -t tmpfs tmpfs /var/lib
        mkdir -m 700 /var/lib/finaut
        mount -t tmpfs -o mode=700,uid=65534,gid=65534 tmpfs /var/lib/finaut
        mount -t tmpfs tmpfs /tmp
        cd /var/lib/finaut
        awk '{ print $2 }' /proc/self/mounts | while read -r point; do
            case $point in
                /proc* | /sys* | /dev* | /var/lib/finaut) ;;
                *) mount -o remount,bind,ro "$point" ;;
            esac
        done
        for place in /opt/finaut /etc /tmp /var /root /usr; do
            if touch "$place/probe" 2>/dev/null; then exit 9; fi
        done
        touch /var/lib/finaut/probe || exit 9
        umask 0077
        exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all env -i PATH=/usr/bin:/bin "$@"
        """;

    // The whole server and its libraries, ahead of time.
    private static readonly TimeSpan Compiling = TimeSpan.FromMinutes(8);

    private static readonly ILookup<string, string> Unit = Repository.Read("deploy/finaut.service").Split('\n')
        .Where(line => !line.StartsWith('#') && line.Contains('=', StringComparison.Ordinal))
        .ToLookup(line => line[..line.IndexOf('=', StringComparison.Ordinal)], line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);

    [Theory]
    [InlineData("DynamicUser", "yes")]
    [InlineData("StateDirectory", "finaut")]
    [InlineData("ProtectSystem", "strict")]
    [InlineData("ProtectHome", "yes")]
    [InlineData("PrivateTmp", "yes")]
    [InlineData("NoNewPrivileges", "yes")]
    [InlineData("CapabilityBoundingSet", "")]
    [InlineData("SystemCallFilter", "@system-service")]
    [InlineData("RestartPreventExitStatus", "2")]
    public void The_server_runs_with_no_more_rights_than_it_needs(string directive, string value) => Assert.Contains(value, Unit[directive]);

    [SkippableFact]
    [Trait("Category", "Faults")]
    public async Task The_published_server_works_as_the_unit_runs_it_and_writes_nothing_but_its_state()
    {
        var command = Assert.Single(Unit["ExecStart"]).Split(' ');
        SkipUnlessConfinable(command[0]);
        using var folder = new TemporaryFolder();
        var published = Path.Combine(folder.FullPath, "app");
        await ExternalProgram.RunAsync(Repository.PathOf("scripts/publish.sh"), [published], Repository.PathOf("."), patience: Compiling);
        var environment = Unit["Environment"].ToList();
        var settings = ServerProcess.Production(demo.ConnectionString);
        settings["AllowedHosts"] += ";127.0.0.1";
        settings["Proxy__TrustedNetworks"] = "127.0.0.1/32";
        settings["Persnr__AcceptSynthetic"] = "true";
        environment.AddRange(settings.Select(setting => $"{setting.Key}={setting.Value}"));

        await using var server = await ServerProcess.StartAsync("unshare", ["--mount", "sh", "-c", Confine, "sh", published, .. environment, .. command]);
        using var client = new HttpClient { BaseAddress = new Uri(server.BaseUrl) };
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var ready = await client.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        client.DefaultRequestHeaders.Authorization = new("Bearer", await client.RequestTokenAsync(TestServer.DemoClient, TestServer.DemoClient + "-secret"));
        Assert.Equal("55110098692", (await client.GetJsonAsync("/finautapi/v1/user/590499/")).Text("persnr"));
        using var page = await client.GetAsync("/finautapi/v1/api-auth/login/");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        await client.CreateUserAsync("afr_ka");

        server.Terminate();
        (await server.EndAsync()).With(0);
        Assert.DoesNotContain(server.Output, line => line.Contains(" ERR ", StringComparison.Ordinal) || line.Contains(" WRN ", StringComparison.Ordinal));
    }

    private static void SkipUnlessConfinable(string program)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "systemd is Linux's.");
        Skip.IfNot(File.Exists(program), $"There is no {program}, which the unit runs.");
        ExternalProgram.SkipUnlessInstalled("unshare");
        ExternalProgram.SkipUnlessInstalled("setpriv");
        var mounting = new ProcessStartInfo("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", "/opt"]) { UseShellExecute = false, RedirectStandardError = true };
        using var trial = Process.Start(mounting)!;
        trial.WaitForExit();
        Skip.IfNot(trial.ExitCode == 0, "Whoever runs the tests may not change what a process sees of the file system (unshare --mount).");
    }
}
