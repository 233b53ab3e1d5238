using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace FinAut.Tests.Infrastructure;

/// <summary>What clients know of replies: lists, pages, URLs, formats.</summary>
public static partial class WireExtensions
{
    private const int RegexTimeout = 1000;

    /// <summary>The absolute URL of something in the API, such as <c>user/1/</c>.</summary>
    public static string Url(this TestServer server, string path) => server.BaseUrl + TestServer.Root + path;

    /// <summary>The number at the end of a resource's URL.</summary>
    public static long NumberOf(string? url) => long.Parse(url!.TrimEnd('/').Split('/')[^1], NumberStyles.None, CultureInfo.InvariantCulture);

    /// <summary>The rows of a list's page.</summary>
    public static List<JsonElement> Rows(this JsonElement list) => [.. list.GetProperty("results").EnumerateArray()];

    /// <summary>How many rows a list says it has on all pages.</summary>
    public static int Count(this JsonElement list) => list.GetProperty("count").GetInt32();

    /// <summary>A property's text, or null.</summary>
    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    /// <summary>The texts of a property that is an array.</summary>
    public static List<string> Texts(this JsonElement element, string name) =>
        [.. element.GetProperty(name).EnumerateArray().Select(e => e.GetString()!)];

    /// <summary>All rows of all pages, found by following <c>next</c>.</summary>
    public static async Task<List<JsonElement>> AllRowsAsync(this HttpClient client, string path)
    {
        var rows = new List<JsonElement>();
        for (var next = path; next is not null;)
        {
            var page = await client.GetJsonAsync(next);
            rows.AddRange(page.Rows());
            next = page.Text("next");
        }

        return rows;
    }

    /// <summary>Checks that an object has exactly these fields.</summary>
    public static void AssertFields(this JsonElement element, params string[] names) =>
        Assert.Equal(names.Order(StringComparer.Ordinal), element.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));

    /// <summary>Checks that a list is empty, as a search without a match is.</summary>
    public static void AssertEmptyList(this JsonElement list)
    {
        list.AssertFields("count", "next", "previous", "results");
        Assert.Equal(0, list.Count());
        Assert.Null(list.Text("next"));
        Assert.Null(list.Text("previous"));
        Assert.Empty(list.Rows());
    }

    /// <summary>Checks that a property is a timestamp in UTC with milliseconds and <c>Z</c>.</summary>
    public static void AssertTimestamp(this JsonElement element, string name) => Assert.Matches(Timestamp(), element.Text(name));

    /// <summary>Checks that a property is a date.</summary>
    public static void AssertDate(this JsonElement element, string name) => Assert.Matches(Date(), element.Text(name));

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$", RegexOptions.None, RegexTimeout)]
    private static partial Regex Timestamp();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}$", RegexOptions.None, RegexTimeout)]
    private static partial Regex Date();
}
