using System.Net;

namespace FinAut.Tests.Infrastructure;

/// <summary>A visitor who keeps cookies, reads pages and submits their forms, as a browser does but for looks and scripts.</summary>
public sealed class Browser : IDisposable
{
    /// <summary>The field of a form that holds its antiforgery token.</summary>
    public const string TokenField = "__RequestVerificationToken";

    private readonly HttpClient _http;

    private Browser(string baseUrl, CookieContainer? cookies = null, bool behindProxy = false)
    {
        Cookies = cookies ?? new CookieContainer();
        _http = new HttpClient(behindProxy
            ? new TlsProxy(Cookies)
            : new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(baseUrl),
        };
    }

    /// <summary>What the server set.</summary>
    public CookieContainer Cookies { get; }

    /// <summary>Sent with every request.</summary>
    public System.Net.Http.Headers.HttpRequestHeaders Headers => _http.DefaultRequestHeaders;

    /// <summary>A visitor whom nobody knows.</summary>
    public static Browser Open(TestServer server) => new(server.BaseUrl);

    /// <summary>The same for a server that runs by itself.</summary>
    public static Browser Open(string baseUrl) => new(baseUrl);

    /// <summary>The same for a server as in production: the visitor speaks TLS to the proxy in front of it.</summary>
    public static Browser Open(ProductionServer production) => new(production.Server.BaseUrl, behindProxy: true);

    /// <summary>A visitor who has signed in with name and password.</summary>
    public static async Task<Browser> SignInAsync(TestServer server, string userName, string password)
    {
        var browser = new Browser(server.BaseUrl);
        using var response = await browser.SendFormAsync("/finautapi/v1/api-auth/login/", "Logg inn", ("UserName", userName), ("Password", password));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return browser;
    }

    /// <summary>Norsk Test's administrator of the demo data.</summary>
    /// <param name="server">The server.</param>
    /// <param name="language">The language that the browser asks for, or null for none.</param>
    public static async Task<Browser> StaffAsync(TestServer server, string? language = null)
    {
        var browser = await SignInAsync(server, "staff", "Staff-Passord-1");
        browser.Headers.AcceptLanguage.ParseAdd(language ?? "");
        return browser;
    }

    /// <summary>The API user of the demo data.</summary>
    public static Task<Browser> ApiUserAsync(TestServer server) => SignInAsync(server, "demo", "Demo-Passord-1");

    /// <summary>The same visitor at another node: cookies belong to a host, whatever its port.</summary>
    public Browser At(TestServer node) => At(node.BaseUrl);

    /// <summary>The same visitor at a node that runs by itself.</summary>
    public Browser At(string baseUrl) => new(baseUrl, Cookies);

    /// <summary>Opens a page.</summary>
    /// <returns>Its markup.</returns>
    public async Task<string> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await _http.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"Expected {(int)expected}, got {(int)response.StatusCode} for {path}: {text}");
        return text;
    }

    /// <summary>Opens a page, whatever redirects lead to it.</summary>
    public async Task<HtmlPage> OpenAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await FollowAsync(await _http.GetAsync(path));
        var page = await HtmlPage.ReadAsync(this, response);
        Assert.True(expected == page.Status, $"Expected {(int)expected}, got {(int)page.Status} for {path}: {page.Text}");
        return page;
    }

    /// <summary>Asks for anything.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null) =>
        _http.SendAsync(new HttpRequestMessage(method, path) { Content = content });

    /// <summary>Opens a page, fills in its form with this button and submits it; see <see cref="HtmlForm.SubmitAsync"/>.</summary>
    /// <returns>The page that follows.</returns>
    public async Task<HtmlPage> SubmitAsync(string path, string button, params (string Name, string Value)[] fields) =>
        await (await OpenAsync(path)).SubmitAsync(button, fields);

    /// <summary>Opens a page, fills in its form with this button and submits it; see <see cref="HtmlForm.SendAsync"/>.</summary>
    /// <returns>The response itself; no redirect is followed.</returns>
    public async Task<HttpResponseMessage> SendFormAsync(string path, string button, params (string Name, string Value)[] fields) =>
        await (await OpenAsync(path)).SendAsync(button, fields);

    /// <summary>Opens the page of each visitor, and only then submits the forms all at once.</summary>
    public static async Task<HttpResponseMessage[]> SendTogetherAsync(
        IEnumerable<(Browser Visitor, string Path)> visits, string button, params (string Name, string Value)[] fields)
    {
        var forms = new List<HtmlForm>();
        foreach (var (visitor, path) in visits)
        {
            forms.Add((await visitor.OpenAsync(path)).Form(button));
        }

        return await Task.WhenAll(forms.Select(form => form.SendAsync(fields)));
    }

    /// <summary>Posts fields that no form was read for. For tests of attacks only.</summary>
    public Task<HttpResponseMessage> PostForgedAsync(string path, params (string Name, string Value)[] fields) =>
        _http.PostAsync(path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));

    /// <summary>Posts to an address with the antiforgery token of another page's form. For tests of attacks only.</summary>
    public async Task<HttpResponseMessage> PostForgedFromAsync(string page, string path, params (string Name, string Value)[] fields) =>
        await PostForgedAsync(path, [(TokenField, (await OpenAsync(page)).Token), .. fields]);

    /// <summary>The same visitor in another tab, whose cookies go on apart.</summary>
    public Browser Copy()
    {
        var copy = new Browser(_http.BaseAddress!.ToString());
        foreach (Cookie cookie in Cookies.GetAllCookies())
        {
            copy.Cookies.Add(_http.BaseAddress!, new Cookie(cookie.Name, cookie.Value, cookie.Path));
        }

        return copy;
    }

    /// <summary>Follows redirects as a browser does, up to the one that leaves the site.</summary>
    internal async Task<HttpResponseMessage> FollowAsync(HttpResponseMessage response)
    {
        for (var hops = 0; (int)response.StatusCode is 301 or 302 or 303; hops++)
        {
            var next = new Uri(response.RequestMessage!.RequestUri!, response.Headers.Location!);
            if (next.Authority != _http.BaseAddress!.Authority)
            {
                break;
            }

            response.Dispose();
            Assert.True(hops < 10, $"Redirected for ever, last to {next}.");
            response = await _http.GetAsync(next);
        }

        return response;
    }

    public void Dispose() => _http.Dispose();

    // Cookies are those of the address that the visitor sees, which begins with https.
    private sealed class TlsProxy(CookieContainer cookies) : DelegatingHandler(TestServer.NewHandler(ProductionServer.Proxy))
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var seen = new UriBuilder(request.RequestUri!) { Scheme = Uri.UriSchemeHttps }.Uri;
            request.Headers.Add("X-Forwarded-Proto", Uri.UriSchemeHttps);
            if (cookies.GetCookieHeader(seen) is { Length: > 0 } kept)
            {
                request.Headers.Add("Cookie", kept);
            }

            var response = await base.SendAsync(request, cancellationToken);
            if (response.Headers.TryGetValues("Set-Cookie", out var set))
            {
                foreach (var cookie in set)
                {
                    cookies.SetCookies(seen, cookie);
                }
            }

            return response;
        }
    }
}
