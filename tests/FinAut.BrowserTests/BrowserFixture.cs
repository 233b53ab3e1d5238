using FinAut.Tests.Infrastructure;
using Microsoft.Playwright;
using Xunit;

namespace FinAut.BrowserTests;

/// <summary>A server and a browser for all tests of a class. The browser is the machine's own Chromium.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private const string Variable = "FINAUT_CHROMIUM";

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private TestServer? _server;

    private static string Chromium => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : "/usr/bin/chromium";

    public TestServer Server => _server!;

    /// <summary>Opens an empty page, or skips the test when there is no browser to open it in.</summary>
    public async Task<IPage> NewPageAsync()
    {
        Skip.IfNot(File.Exists(Chromium), $"There is no Chromium at {Chromium}: install it, or set {Variable} to its path.");
        _server ??= await TestServer.StartAsync();
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Arguments });
        return await _browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 1600 } });
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
