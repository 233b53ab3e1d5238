using System.Net;
using System.Text.RegularExpressions;

namespace FinAut.Tests.Infrastructure;

/// <summary>A visitor who keeps cookies, reads forms and posts them, as a browser does but for looks and scripts.</summary>
public sealed partial class Browser : IDisposable
{
    /// <summary>The field of a form that holds its antiforgery token.</summary>
    public const string TokenField = "__RequestVerificationToken";

    private const int RegexTimeout = 1000;

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
        using var response = await browser.PostAsync("/finautapi/v1/api-auth/login/", ("UserName", userName), ("Password", password));
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return browser;
    }

    /// <summary>Norsk Test's administrator of the demo data.</summary>
    public static Task<Browser> StaffAsync(TestServer server) => SignInAsync(server, "staff", "Staff-Passord-1");

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

    /// <summary>Opens a page that holds a form, and posts to the page's own address with the form's antiforgery token.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) => PostFromAsync(path, path, fields);

    /// <summary>Opens a page that holds a form, and posts to another address with the form's antiforgery token.</summary>
    public async Task<HttpResponseMessage> PostFromAsync(string page, string path, params (string Name, string Value)[] fields) =>
        await PostWithoutFormAsync(path, [(TokenField, await FormTokenAsync(page)), .. fields]);

    /// <summary>Opens the page of each visitor, and only then posts them all at once.</summary>
    public static async Task<HttpResponseMessage[]> PostTogetherAsync(IEnumerable<(Browser Visitor, string Path)> visits, params (string Name, string Value)[] fields)
    {
        var opened = new List<(Browser Visitor, string Path, string Token)>();
        foreach (var (visitor, path) in visits)
        {
            opened.Add((visitor, path, await visitor.FormTokenAsync(path)));
        }

        return await Task.WhenAll(opened.Select(o => o.Visitor.PostWithoutFormAsync(o.Path, [(TokenField, o.Token), .. fields])));
    }

    /// <summary>Opens a page that holds a form.</summary>
    /// <returns>The form's antiforgery token.</returns>
    public async Task<string> FormTokenAsync(string page)
    {
        var token = Token().Match(await GetAsync(page));
        Assert.True(token.Success, $"{page} holds no form.");
        return token.Groups["token"].Value;
    }

    /// <summary>Posts fields as they are.</summary>
    public Task<HttpResponseMessage> PostWithoutFormAsync(string path, params (string Name, string Value)[] fields) =>
        _http.PostAsync(path, new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));

    /// <summary>Posts, and opens the page that the answer leads to.</summary>
    /// <returns>Its markup.</returns>
    public async Task<string> SubmitAsync(string path, params (string Name, string Value)[] fields)
    {
        using var response = await PostAsync(path, fields);
        Assert.True(response.StatusCode == HttpStatusCode.Redirect, $"Expected a redirect, got {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
        return await GetAsync(response.Headers.Location!.ToString());
    }

    /// <summary>Follows redirects within the site, as a browser does. One that leaves the site fails.</summary>
    internal async Task<HttpResponseMessage> FollowAsync(HttpResponseMessage response)
    {
        for (var hops = 0; response.Headers.Location is { } location && (int)response.StatusCode is 301 or 302 or 303; hops++)
        {
            var next = new Uri(response.RequestMessage!.RequestUri!, location);
            response.Dispose();
            Assert.True(next.Authority == _http.BaseAddress!.Authority, $"Left the site for {next}.");
            Assert.True(hops < 10, $"Redirected for ever, last to {next}.");
            response = await _http.GetAsync(next);
        }

        return response;
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex($"name=\"{TokenField}\" type=\"hidden\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Token();

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
