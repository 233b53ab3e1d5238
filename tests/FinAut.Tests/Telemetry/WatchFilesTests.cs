using System.Text.Json;
using System.Text.RegularExpressions;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Telemetry;

/// <summary>The dashboard and the alert rules speak of what the server exports, and the documentation of every alert.</summary>
public sealed partial class WatchFilesTests(WatchedServer watched) : IClassFixture<WatchedServer>
{
    private const string Dashboard = "deploy/grafana/finaut.json";
    private const string Rules = "deploy/prometheus/finaut-alerts.yml";

    // What Prometheus adds by itself.
    private static readonly string[] OwnLabels = ["instance", "le"];

    // Words of the query language that stand where a name might.
    private static readonly string[] Words = ["by", "and", "or", "unless", "on", "offset"];

    public static TheoryData<string> Files => [Dashboard, Rules];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_metric_and_label_is_one_that_the_server_exports(string file)
    {
        var exported = watched.Collector.Metrics.SelectMany(m => m.PrometheusNames).ToHashSet();
        var labels = watched.Collector.Metrics.SelectMany(m => m.Points).SelectMany(p => p.Keys).Select(k => k.Replace('.', '_')).Concat(OwnLabels).ToHashSet();
        var queries = QueriesOf(file);

        Assert.NotEmpty(queries);
        Assert.All(queries, query => Assert.NotEmpty(MetricsOf(query)));
        Assert.All(queries.SelectMany(MetricsOf), metric => Assert.Contains(metric, exported));
        Assert.All(queries.SelectMany(LabelsOf), label => Assert.Contains(label, labels));
    }

    [Fact]
    public void What_a_query_is_read_for_is_found()
    {
        const string Query = """topk(10, sum by (le, node) (rate(a_bucket{instance=~"$instance",code="5.."}[5m]))) / b_total > 2 * time()""";

        Assert.Equal(["a_bucket", "b_total"], MetricsOf(Query));
        Assert.Equal(["le", "node", "instance", "code"], LabelsOf(Query));
    }

    [Fact]
    public void What_an_operator_must_know_of_has_an_alert()
    {
        string[] watchedFor =
        [
            "finaut_health", "http_server_request_duration_seconds_count", "http_server_request_duration_seconds_bucket",
            "finaut_webhooks_oldest_due_seconds", "finaut_jobs_last_success_seconds", "finaut_oauth_token_requests_total",
            "finaut_throttle_refused_total", "db_client_connection_count",
        ];

        Assert.Superset(watchedFor.ToHashSet(), QueriesOf(Rules).SelectMany(MetricsOf).ToHashSet());
    }

    [Fact]
    public void Every_alert_has_a_section_in_the_documentation_and_every_section_an_alert()
    {
        var alerts = Alerts().Matches(Repository.Read(Rules)).Select(m => m.Groups["name"].Value);
        var sections = Sections().Matches(Repository.Read("docs/operations.md")).Select(m => m.Groups["name"].Value);

        Assert.NotEmpty(alerts);
        Assert.Equal(alerts, sections);
    }

    private static List<string> QueriesOf(string file) => file == Dashboard
        ? [.. JsonDocument.Parse(Repository.Read(file)).RootElement.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.Text("expr"))]
        : [.. Expressions().Matches(Repository.Read(file)).Select(m => m.Groups["expr"].Value)];

    private static IEnumerable<string> MetricsOf(string query) =>
        Names().Matches(Grouping().Replace(Matchers().Replace(Ranges().Replace(query, " "), " "), " "))
            .Select(m => m.Value).Where(name => !Words.Contains(name));

    private static IEnumerable<string> LabelsOf(string query) =>
        Grouping().Matches(query).SelectMany(m => m.Groups["labels"].Value.Split(','))
            .Concat(Matchers().Matches(query).SelectMany(m => MatchedLabels().Matches(m.Value)).Select(m => m.Groups["label"].Value))
            .Select(label => label.Trim());

    // A name that is not a function's.
    [GeneratedRegex(@"\b[a-zA-Z_][a-zA-Z0-9_]*\b(?!\s*\()(?!\.)", RegexOptions.None, 1000)]
    private static partial Regex Names();

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Matchers();

    [GeneratedRegex("(?<label>[a-zA-Z_]+)\\s*(=|!=|=~|!~)\\s*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MatchedLabels();

    [GeneratedRegex(@"\[[^\]]*\]", RegexOptions.None, 1000)]
    private static partial Regex Ranges();

    [GeneratedRegex(@"\bby\s*\((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Grouping();

    [GeneratedRegex(@"^\s*- alert: (?<name>\w+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Alerts();

    [GeneratedRegex(@"^### (?<name>FinAut\w+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Sections();

    [GeneratedRegex(@"^\s*expr: (>-)?(?<expr>.*?)^\s*for:", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Expressions();
}
