using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.TagHelpers;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace FinAut.Api.Pages.Forms;

/// <summary>
/// Gives a field's error the id by which its field refers to it. <c>error-for</c> names the field where a page's part does not know
/// the page's model; elsewhere the framework's <c>asp-validation-for</c> does.
/// </summary>
[HtmlTargetElement("span", Attributes = Framework)]
[HtmlTargetElement("span", Attributes = Own)]
public sealed class FieldErrorTagHelper : TagHelper
{
    private const string Framework = "asp-validation-for";
    private const string Own = "error-for";

    /// <summary>The field, by the page's model.</summary>
    [HtmlAttributeName(Framework)]
    public ModelExpression? For { get; set; }

    /// <summary>The field's name in the form.</summary>
    [HtmlAttributeName(Own)]
    public string? Name { get; set; }

    /// <summary>The page that holds the field.</summary>
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>After the framework's own, which writes the error.</summary>
    public override int Order => 1000;

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var name = Name ?? ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For!.Name);
        var errors = FormErrors.Of(ViewContext);
        errors.Place(name);
        output.Attributes.SetAttribute("id", FormErrors.IdOf(name));
        if (Name is not null)
        {
            output.Attributes.SetAttribute("data-valmsg-for", name);
            if (errors.ErrorOf(name) is { } error)
            {
                output.AddClass(HtmlHelper.ValidationMessageCssClassName, HtmlEncoder.Default);
                output.Content.SetContent(error);
            }
        }
    }
}
