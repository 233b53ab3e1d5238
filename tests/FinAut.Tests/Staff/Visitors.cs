using System.Net;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Staff;

/// <summary>Short words for tests of the staff area.</summary>
internal static class Visitors
{
    /// <summary>Opens a page, and decodes its text.</summary>
    public static async Task<string> ReadAsync(this Browser browser, string path) => WebUtility.HtmlDecode(await browser.GetAsync(path));

    /// <summary>Submits a page's form that is not to be accepted.</summary>
    /// <returns>The page as it is shown again, decoded.</returns>
    public static async Task<string> RefusedAsync(this Browser browser, string path, string button, params (string Name, string Value)[] fields) =>
        await RefusedAsync(await (await browser.OpenAsync(path)).SendAsync(button, fields));

    /// <summary>Submits a page's form with values that it does not offer. For tests of attacks only.</summary>
    /// <returns>The page as it is shown again, decoded.</returns>
    public static async Task<string> RefusedForgedAsync(this Browser browser, string path, string button, params (string Name, string Value)[] fields) =>
        await RefusedAsync(await (await browser.OpenAsync(path)).Form(button).SendForgedAsync(fields));

    private static async Task<string> RefusedAsync(HttpResponseMessage response)
    {
        using (response)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var text = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
            Assert.Contains("field-validation-error", text);
            return text;
        }
    }
}
