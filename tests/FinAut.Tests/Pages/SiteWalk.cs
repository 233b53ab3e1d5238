using System.Net;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.UserLogin;
using Xunit.Sdk;

namespace FinAut.Tests.Pages;

/// <summary>
/// One walk through every page of the site as every kind of visitor: each link is followed, and each form is filled in and submitted.
/// Pages that follow a form are walked too.
/// </summary>
public sealed class SiteWalk : IAsyncLifetime
{
    private const int DeepestStep = 3;

    // Whoever submits one of these has no session afterwards, or another account than before.
    private static readonly HashSet<string> EndSessions = new(StringComparer.Ordinal)
    {
        "candidate/login/", "candidate/logout/", "finautapi/v1/api-auth/authenticator/", "finautapi/v1/api-auth/login/",
        "finautapi/v1/api-auth/logout/", "finautapi/v1/api-auth/password/", "finautapi/v1/api-auth/reset/",
    };

    private readonly Lazy<Task> _walk;
    private readonly LinkWalk _links = new();
    private readonly List<(Visitor Visitor, string Text)> _formFaults = [];
    private readonly List<(Visitor Visitor, string Text)> _directionFaults = [];
    private readonly HashSet<(Visitor, string Page, string Form)> _submitted = [];
    private UserLoginServer _portal = null!;
    private SiteScenes _scenes = null!;

    public SiteWalk() => _walk = new(WalkAsync);

    /// <summary>The forms met in the content of each page, by its route.</summary>
    internal ILookup<string, string> FormsOfPages => _submitted.ToLookup(s => s.Page, s => s.Form, StringComparer.Ordinal);

    /// <summary>The handlers that a form led to, as <c>POST route?handler</c>.</summary>
    internal HashSet<string> Reached { get; } = new(StringComparer.Ordinal);

    /// <summary>The handlers of every page, as the server lists them.</summary>
    internal IReadOnlyDictionary<string, List<PageHandler>> Handlers { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _portal = await UserLoginServer.StartAsync();
        Handlers = await SitePages.ReadHandlersAsync(_portal.Server);
        _scenes = new SiteScenes(_portal);
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    /// <summary>Walks, the first time, and lists the links that lead a visitor nowhere.</summary>
    internal async Task<IReadOnlyList<string>> LinkFaultsAsync(Visitor visitor)
    {
        await _walk.Value;
        return [.. _links.Faults.Where(f => f.Visitor == visitor).Select(f => f.Text)];
    }

    /// <summary>Walks, the first time, and lists the forms that were not accepted.</summary>
    internal async Task<IReadOnlyList<string>> FormFaultsAsync(Visitor visitor)
    {
        await _walk.Value;
        return [.. _formFaults.Where(f => f.Visitor == visitor).Select(f => f.Text)];
    }

    /// <summary>Walks, the first time, and lists the texts that turn what stands beside them.</summary>
    internal async Task<IReadOnlyList<string>> DirectionFaultsAsync(Visitor visitor)
    {
        await _walk.Value;
        return [.. _directionFaults.Where(f => f.Visitor == visitor).Select(f => f.Text).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Walks, the first time.</summary>
    internal Task WalkedAsync() => _walk.Value;

    private async Task WalkAsync()
    {
        foreach (var kind in Enum.GetValues<Visitor>())
        {
            using var visitor = new WalkVisitor(_portal.Server, kind);
            await visitor.SignInAsync();
            foreach (var error in SiteScenes.Errors(kind))
            {
                await StopAsync(visitor, error);
            }

            foreach (var route in Handlers.Keys.Where(r => PageTable.MayUse(kind, PageTable.Policies[r])).Order(StringComparer.Ordinal))
            {
                foreach (var scene in _scenes.Of(route))
                {
                    if (await scene(visitor) is { } stop)
                    {
                        await StopAsync(visitor, stop);
                    }
                }
            }
        }
    }

    private async Task StopAsync(WalkVisitor visitor, WalkStop stop)
    {
        using var browser = stop.Browser ?? visitor.Tab();
        using var response = await browser.FollowAsync(await browser.SendAsync(HttpMethod.Get, stop.Path));
        var page = await HtmlPage.ReadAsync(browser, response);
        if (page.Status != stop.Status)
        {
            _links.Faults.Add((visitor.Kind, $"{(int)page.Status} for {stop.Path}"));
        }

        await WalkPageAsync(visitor, page, stop, step: 0);
    }

    private async Task WalkPageAsync(WalkVisitor visitor, HtmlPage page, WalkStop stop, int step)
    {
        await _links.FollowAsync(visitor.Kind, page);
        _directionFaults.AddRange(TextDirection.FaultsOf(page).Select(fault => (visitor.Kind, fault)));

        // Those of the frame come last: they end the session.
        foreach (var form in page.Forms().OrderBy(f => f.Button.Closest("main") is null))
        {
            var route = PageTable.RouteOf(page.Address.AbsolutePath) ?? page.Address.AbsolutePath;
            var target = PageTable.RouteOf(form.Action.AbsolutePath) ?? form.Action.AbsolutePath;
            var handler = form.Action.Query.Split('?', '&').FirstOrDefault(q => q.StartsWith("handler=", StringComparison.Ordinal))?["handler=".Length..];
            var name = $"{form.Method} {target}?{handler}";
            if (!_submitted.Add((visitor.Kind, form.Button.Closest("main") is null ? "" : route, $"{name} {form.ButtonText}")) || step == DeepestStep)
            {
                continue;
            }

            Reached.Add(name);
            try
            {
                await SubmitAsync(visitor, page, route, form, stop, step);
            }
            catch (XunitException e)
            {
                _formFaults.Add((visitor.Kind, $"\"{form.ButtonText}\" of {page.Path}: {e.Message}"));
            }

            if (EndSessions.Contains(target))
            {
                await visitor.SignInAsync();
            }
        }
    }

    private async Task SubmitAsync(WalkVisitor visitor, HtmlPage page, string route, HtmlForm form, WalkStop stop, int step)
    {
        var told = $"\"{form.ButtonText}\" of {page.Path} to {form.Method} {form.Action.PathAndQuery}";
        var tokens = form.Fields.Count(f => f.Name == Browser.TokenField);
        if (tokens != (form.Method == HttpMethod.Post ? 1 : 0))
        {
            _formFaults.Add((visitor.Kind, $"{tokens} antiforgery tokens in {told}"));
        }

        using var tab = page.Browser.Copy();
        using var response = await tab.FollowAsync(await form.At(tab).SendAsync(FormValues.For(route, page, form, stop)));
        var isPage = response.Content.Headers.ContentType?.MediaType == "text/html";
        var next = await HtmlPage.ReadAsync(tab, response);
        var left = response.Headers.Location is not null;
        var isSignedOut = next.Path.Contains("/login/?next=", StringComparison.Ordinal);
        var refusal = isPage ? string.Join(" ", next.TextsAt(".field-validation-error, main .note.bad[role=alert]")) : "";
        if ((next.Status != HttpStatusCode.OK && !left) || refusal.Length > 0 || isSignedOut || next.Markup.Contains("for gammelt", StringComparison.Ordinal))
        {
            _formFaults.Add((visitor.Kind, $"{(int)next.Status} at {next.Path} for {told}: {refusal} {(isPage ? next.Document.Title : "")}"));
        }
        else if (isPage && !left)
        {
            await WalkPageAsync(visitor, next, stop, step + 1);
        }
    }
}
