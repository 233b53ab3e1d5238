using FinAut.Api.Http;

namespace FinAut.Api.Pages;

/// <summary>The paths of pages for people; everything else is for programs.</summary>
internal static class SitePaths
{
    private static readonly string[] Roots = [ApiPaths.SignIn, "/o/applications/", "/staff/", "/language/", ApiPaths.UserLogin, "/candidate/"];

    /// <summary>True for a page, or what a page's form posts to.</summary>
    public static bool IsSite(PathString path) => Array.Exists(Roots, root => ApiPaths.IsUnder(path, root));
}
