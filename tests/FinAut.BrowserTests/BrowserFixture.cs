using FinAut.Tests.Infrastructure;
using Microsoft.Playwright;
using Xunit;

namespace FinAut.BrowserTests;

/// <summary>Tests that share a browser, and so come one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class ChromiumTests : ICollectionFixture<BrowserFixture>
{
    /// <summary>What its test classes say.</summary>
    internal const string Name = "Chromium";
}

/// <summary>The machine's own Chromium.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private const string Variable = "FINAUT_CHROMIUM";
    private const int PatienceMilliseconds = 15_000;

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--hide-scrollbars", "--font-render-hinting=none",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private string? _axe;

    private static string Chromium => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path ? path : "/usr/bin/chromium";

    /// <summary>Opens an empty page of a new visitor, or skips the test when there is no browser to open it in.</summary>
    /// <param name="language">What the visitor's browser asks for.</param>
    /// <param name="width">Of the window, in CSS pixels.</param>
    public async Task<IPage> NewPageAsync(string language = "nb-NO", int width = 1280)
    {
        Skip.IfNot(File.Exists(Chromium), $"There is no Chromium at {Chromium}: install it, or set {Variable} to its path.");
        _playwright ??= await Playwright.CreateAsync();
        _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Arguments });
        var context = await _browser.NewContextAsync(new() { Locale = language, ViewportSize = new() { Width = width, Height = 900 } });
        context.SetDefaultTimeout(PatienceMilliseconds);
        return await context.NewPageAsync();
    }

    /// <summary>The script of axe-core, or the test is skipped where npm is not installed.</summary>
    public async Task<string> AxeAsync()
    {
        if (_axe is null)
        {
            using var package = new NpmPackage("axe-core@4.10.3");
            _axe = await File.ReadAllTextAsync(Path.Combine((await package.InstallAsync()).FullPath, "node_modules", "axe-core", "axe.min.js"));
        }

        return _axe;
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
