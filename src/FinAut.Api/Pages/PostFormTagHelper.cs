using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace FinAut.Api.Pages;

/// <summary>
/// Puts the antiforgery token into every form that posts to this site. The framework's own tag helper leaves it out of forms with an
/// explicit <c>action</c>, whose posts are then refused. A form that has a token already gets no second one.
/// </summary>
[HtmlTargetElement("form")]
public sealed class PostFormTagHelper(IHtmlGenerator generator) : TagHelper
{
    /// <summary>After <c>FormTagHelper</c> (-1000), and before <c>RenderAtEndOfFormTagHelper</c> (-900) forgets that there is a token.</summary>
    public override int Order => -950;

    /// <summary>The page that holds the form.</summary>
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (!TextOf(output, "method").Equals("post", StringComparison.OrdinalIgnoreCase) || !IsOfThisSite(TextOf(output, "action")))
        {
            return;
        }

        // Null when the form has its token already.
        if (generator.GenerateAntiforgery(ViewContext) is { } token)
        {
            output.PostContent.AppendHtml(token);
        }
    }

    private static string TextOf(TagHelperOutput output, string attribute) => output.Attributes[attribute]?.Value switch
    {
        null => "",
        IHtmlContent content => Written(content),
        var value => value.ToString() ?? "",
    };

    private static string Written(IHtmlContent content)
    {
        using var writer = new StringWriter();
        content.WriteTo(writer, HtmlEncoder.Default);
        return WebUtility.HtmlDecode(writer.ToString());
    }

    // "//host/" and "https://host/" lead elsewhere, and browsers read a backslash as a slash; a path, a query or nothing leads here.
    private static bool IsOfThisSite(string action) =>
        !action.Replace('\\', '/').StartsWith("//", StringComparison.Ordinal) && !action.Contains(':', StringComparison.Ordinal);
}
