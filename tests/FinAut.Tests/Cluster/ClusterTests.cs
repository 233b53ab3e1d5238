using System.Net;
using System.Net.Http.Headers;
using FinAut.Tests.Faults;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Webhooks;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace FinAut.Tests.Cluster;

/// <summary>Three nodes behind nginx, as <c>scripts/cluster.sh</c> runs them: they are one server to their clients, whatever dies.</summary>
[Collection(Alone.Name)]
[Trait("Category", "Faults")]
public sealed class ClusterTests(ClusterProcess cluster, ITestOutputHelper output) : IClassFixture<ClusterProcess>
{
    private const string Area = "Several nodes";
    private const string Login = "/finautapi/v1/api-auth/login/";
    private const string Register = "/o/applications/register/";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [SkippableFact]
    public async Task Whatever_is_killed_nothing_acknowledged_is_lost_and_all_goes_on_by_itself()
    {
        ExternalProgram.SkipUnlessInstalled(ClusterProcess.Nginx);
        await using var inbox = await WebhookInbox.StartAsync();
        await using var load = await Load.StartAsync(cluster.BaseUrl, cluster.Database, inbox);
        await load.UntilAsync(() => load.Writes >= 100);
        Assert.Equal(0, load.Unavailable + load.Broken);

        var recoveries = new List<TimeSpan>();
        foreach (var node in ClusterProcess.Nodes)
        {
            recoveries.Add(await KillAsync(load, $"Node {node[^1]} of three", node));
        }

        recoveries.Add(await KillAsync(load, "All nodes at once", [.. ClusterProcess.Nodes]));
        recoveries.Add(await KillAsync(load, "PostgreSQL", "postgres"));
        recoveries.Add(await KillAsync(load, "nginx", ClusterProcess.Nginx));
        await load.StopAsync();
        var deliveries = await load.AssertNothingLostAsync();

        output.WriteLine($"{load.Summary}; {deliveries} deliveries");
        Reliability.Note(Area, "Reads, writes and webhooks through nginx while every process is killed (`kill -9`) in its turn", $"{load.Summary}; {deliveries} deliveries, all arrived", "nothing acknowledged is lost");
        Assert.All(recoveries, recovery => Assert.InRange(recovery, TimeSpan.Zero, Limit));
    }

    [SkippableFact]
    public async Task The_throttle_admits_exactly_its_limit_over_all_nodes()
    {
        const int calls = 260, limit = 200;
        ExternalProgram.SkipUnlessInstalled(ClusterProcess.Nginx);
        using var http = new HttpClient { BaseAddress = new Uri(cluster.BaseUrl) };
        var token = await http.RequestTokenAsync(TestServer.OtherClient, TestServer.OtherClient + "-secret");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        var answers = await Task.WhenAll(Enumerable.Range(0, calls).Select(async _ =>
        {
            using var response = await http.GetAsync(TestServer.Root);
            return response.StatusCode;
        }));

        var admitted = answers.Count(status => status == HttpStatusCode.OK);
        Reliability.Note(Area, $"{calls} requests at once through nginx, {limit} allowed", $"{admitted} admitted", $"exactly {limit}");
        Assert.Equal(limit, admitted);
        Assert.Equal(calls - limit, answers.Count(status => status == HttpStatusCode.TooManyRequests));
    }

    [SkippableFact]
    public async Task A_session_and_its_forms_go_from_node_to_node()
    {
        ExternalProgram.SkipUnlessInstalled(ClusterProcess.Nginx);
        using var first = Browser.Open(cluster.UrlOf("node1"));
        var login = (await first.OpenAsync(Login)).Form("Logg inn");
        using var second = first.At(cluster.UrlOf("node2"));
        using var third = first.At(cluster.UrlOf("node3"));

        using (var signedIn = await login.At(second).SendAsync(("UserName", "demo"), ("Password", "Demo-Passord-1")))
        {
            Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        }

        var form = (await first.OpenAsync(Register)).Form("Registrer");
        using var registered = await form.At(third).SendAsync(("Name", "Node to node"), ("Write", "true"), ("Webhooks", "false"));
        Assert.Equal(HttpStatusCode.Redirect, registered.StatusCode);
        Assert.Contains("Node to node", await second.GetAsync("/o/applications/"), StringComparison.Ordinal);

        await using var db = cluster.Database();
        var keys = await db.DataProtectionKeys.Select(key => key.Xml).ToListAsync();
        Reliability.Note(Area, "A form opened at node 1 and posted to node 2, a session begun at node 2 and used at nodes 1 and 3", "taken", "taken");
        Assert.NotEmpty(keys);
        Assert.All(keys, xml =>
        {
            Assert.Contains("<encryptedSecret ", xml, StringComparison.Ordinal);
            Assert.DoesNotContain("<value", xml, StringComparison.Ordinal);
            Assert.DoesNotContain("masterKey", xml, StringComparison.Ordinal);
        });
    }

    [SkippableFact]
    public async Task A_caller_cannot_tell_the_nodes_another_address_than_the_one_it_calls()
    {
        ExternalProgram.SkipUnlessInstalled(ClusterProcess.Nginx);
        using var http = new HttpClient { BaseAddress = new Uri(cluster.BaseUrl) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/oauth-authorization-server");
        request.Headers.Add("X-Forwarded-Host", "evil.example");
        request.Headers.Add("X-Forwarded-Proto", "https");

        using var response = await http.SendAsync(request);

        var metadata = await response.ReadJsonAsync();
        Assert.Equal(cluster.BaseUrl + "/o/token/", metadata.Text("token_endpoint"));
    }

    private async Task<TimeSpan> KillAsync(Load load, string what, params string[] names)
    {
        var (unavailable, broken, before) = (load.Unavailable, load.Broken, cluster.Ids(names));
        var recovery = await load.RecoveryAsync(() =>
        {
            cluster.Kill(names);
            return Task.CompletedTask;
        });
        await cluster.ReadyAsync(before);
        var measured = FormattableString.Invariant($"{recovery.TotalSeconds:F1} s; {load.Unavailable - unavailable} answers of 503, {load.Broken - broken} broken connections");
        output.WriteLine($"{what}: {measured}");
        Reliability.Note(Area, $"{what} killed (`kill -9`): until the last request that failed", measured, $"{Limit.TotalSeconds} s");
        return recovery;
    }
}
