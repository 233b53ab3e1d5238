using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using FinAut.Api.Hosting;
using FinAut.Domain.Data.PostgreSql;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace FinAut.Tests.Infrastructure;

/// <summary>
/// The whole server on a real socket and a database of its own with the demo data. By default the throttle is off, failed
/// secrets are not slowed and no webhooks are sent, so that tests do not disturb each other.
/// </summary>
public sealed class TestServer : IAsyncDisposable
{
    public const string DemoClient = "finaut-demo";
    public const string OtherClient = "finaut-other";
    public const string ExamClient = "finaut-exam";
    public const string Root = "/finautapi/v1/";

    /// <summary>The value of a setting of the tests' own that a test leaves out.</summary>
    public const string Absent = "(absent)";

    private readonly WebApplication _app;
    private readonly bool _ownsDatabase;

    private TestServer(WebApplication app, TestTime time, CapturedLogs logs, string connectionString, bool ownsDatabase)
    {
        (_app, Time, Logs, ConnectionString, _ownsDatabase) = (app, time, logs, connectionString, ownsDatabase);
        BaseUrl = app.Urls.Single();
        Http = NewClient();
    }

    /// <summary>Scheme and host of the server.</summary>
    public string BaseUrl { get; }

    /// <summary>The server's clock.</summary>
    public TestTime Time { get; }

    /// <summary>Everything that was logged.</summary>
    public CapturedLogs Logs { get; }

    /// <summary>The server's database.</summary>
    public string ConnectionString { get; }

    /// <summary>The name of the server's database.</summary>
    public string DatabaseName => new NpgsqlConnectionStringBuilder(ConnectionString).Database!;

    /// <summary>A client without a token that follows no redirects.</summary>
    public HttpClient Http { get; }

    /// <summary>The server's services.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a server.</summary>
    /// <param name="settings">Settings on top of the tests' own, with colons: <c>Throttle:PermitLimit</c>.</param>
    /// <param name="connectionString">An existing database, which is then left alone when the server stops; else a new demo database.</param>
    /// <param name="time">A clock that several servers share, or null for one <see cref="TestTime.YearsAhead"/>.</param>
    /// <param name="configure">Further changes of the server.</param>
    public static async Task<TestServer> StartAsync(
        IReadOnlyDictionary<string, string>? settings = null,
        string? connectionString = null,
        TestTime? time = null,
        Action<WebApplicationBuilder>? configure = null)
    {
        var ownsDatabase = connectionString is null;
        connectionString ??= await TestDatabase.CreateDemoAsync();
        time ??= TestTime.YearsAhead();
        var logs = new CapturedLogs();
        var app = Server.Create(Arguments(settings, connectionString), builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
            builder.Services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = TestPasswords.Rounds);
            builder.Logging.ClearProviders().AddProvider(logs);
            configure?.Invoke(builder);
        });
        await app.StartAsync();
        return new TestServer(app, time, logs, connectionString, ownsDatabase);
    }

    /// <summary>The tests' settings as command-line arguments.</summary>
    public static string[] Arguments(IReadOnlyDictionary<string, string>? settings, string connectionString)
    {
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["environment"] = "Development",
            ["urls"] = "http://127.0.0.1:0",
            ["ConnectionStrings:FinAut"] = connectionString,
            ["Demo:Enabled"] = "true",
            ["Throttle:Enabled"] = "false",
            ["OAuth:FailedSecretsPerMinute"] = "100000",
            ["Persnr:EncryptionKeys:1"] = TestDatabase.EncryptionKey,
            ["Persnr:LookupKeys:1"] = TestDatabase.LookupKey,
            ["Secrets:EncryptionKeys:1"] = TestDatabase.SecretKey,
            ["Webhooks:Dispatch"] = "false",
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string>())
        {
            all[key] = value;
        }

        return [.. all.Where(pair => pair.Value != Absent).Select(pair => $"--{pair.Key}={pair.Value}")];
    }

    /// <summary>A client without a token that follows no redirects.</summary>
    /// <param name="from">The loopback address that it calls from, or null for the usual one.</param>
    public HttpClient NewClient(IPAddress? from = null) => new(NewHandler(from)) { BaseAddress = new Uri(BaseUrl) };

    /// <summary>What sends a client's requests: without cookies of its own, following no redirects.</summary>
    /// <param name="from">The loopback address that it calls from, or null for the usual one.</param>
    public static SocketsHttpHandler NewHandler(IPAddress? from)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        if (from is not null)
        {
            handler.ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(from, 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            };
        }

        return handler;
    }

    /// <summary>A client with a fresh token of a demo application.</summary>
    /// <param name="clientId">The application; its secret is its id and <c>-secret</c>.</param>
    /// <param name="scope">The scopes to ask for, or null for the default.</param>
    public async Task<HttpClient> ClientAsync(string clientId = DemoClient, string? scope = null)
    {
        var client = NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(clientId, scope));
        return client;
    }

    /// <summary>A fresh token of a demo application.</summary>
    public Task<string> TokenAsync(string clientId = DemoClient, string? scope = null) => Http.RequestTokenAsync(clientId, clientId + "-secret", scope);

    /// <summary>A context on the server's database; tests say <c>IgnoreQueryFilters</c>.</summary>
    public PostgreSqlDbContext Database() => TestDatabase.Context(ConnectionString);

    /// <summary>Counts the queries that reach the server's database from now on.</summary>
    public QueryCounter CountQueries() => new(DatabaseName);

    /// <summary>Stops the server as a signal does.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_ownsDatabase)
        {
            await TestDatabase.DropAsync(ConnectionString);
        }
    }
}

/// <summary>One server for all tests of a class.</summary>
public sealed class DemoServer : IAsyncLifetime
{
    public TestServer Server { get; private set; } = null!;

    public async Task InitializeAsync() => Server = await TestServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();
}

/// <summary>The same for tests of very many requests: nothing below a warning is logged.</summary>
public sealed class QuietServer : IAsyncLifetime
{
    public TestServer Server { get; private set; } = null!;

    public async Task InitializeAsync() =>
        Server = await TestServer.StartAsync(configure: builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
