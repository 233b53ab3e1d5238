using System.Text;
using FinAut.Api.Http;

namespace FinAut.Api.Pages;

/// <summary>The paths of pages for people; everything else is for programs.</summary>
internal static class SitePaths
{
    private static readonly string[] Roots = [ApiPaths.SignIn, "/o/applications/", "/staff/", "/language/", ApiPaths.UserLogin, "/candidate/"];

    /// <summary>True for a page, or what a page's form posts to.</summary>
    public static bool IsSite(PathString path) => Array.Exists(Roots, root => ApiPaths.IsUnder(path, root));

    /// <summary>A path as a header may hold it: what is not ASCII, which no header takes, as it stands in a URL.</summary>
    public static string Escape(string path) =>
        path.All(char.IsAscii) ? path : string.Concat(Encoding.UTF8.GetBytes(path).Select(b => b < 0x80 ? ((char)b).ToString() : $"%{b:X2}"));
}
