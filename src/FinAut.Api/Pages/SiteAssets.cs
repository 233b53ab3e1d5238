using System.Reflection;
using System.Security.Cryptography;

namespace FinAut.Api.Pages;

/// <summary>What pages load: files inside the program, under addresses that change with them, so that browsers may keep them for ever.</summary>
internal static class SiteAssets
{
    private static readonly byte[] Stylesheet = Read("site.css");
    private static readonly byte[] Icon = Read("icon.svg");

    /// <summary>The stylesheet.</summary>
    public static string StylesheetUrl { get; } = $"/assets/{Version(Stylesheet)}/site.css";

    /// <summary>The icon.</summary>
    public static string IconUrl { get; } = $"/assets/{Version(Icon)}/icon.svg";

    public static void MapSiteAssets(this WebApplication app)
    {
        Map(app, StylesheetUrl, "text/css; charset=utf-8", Stylesheet);
        Map(app, IconUrl, "image/svg+xml", Icon);
    }

    private static void Map(WebApplication app, string url, string contentType, byte[] content) => app.MapGet(url, async context =>
    {
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    });

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"FinAut.Api.Pages.{name}")!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static string Version(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content))[..12];
}
