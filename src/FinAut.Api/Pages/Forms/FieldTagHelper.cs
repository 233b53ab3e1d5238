using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace FinAut.Api.Pages.Forms;

/// <summary>
/// Marks every field in error for those who do not see it, ties it to its error, and gives the first one the focus: no script does.
/// </summary>
[HtmlTargetElement("input", TagStructure = TagStructure.WithoutEndTag)]
[HtmlTargetElement("select")]
[HtmlTargetElement("textarea")]
public sealed class FieldTagHelper : TagHelper
{
    private const string Focus = "autofocus";
    private const string DescribedBy = "aria-describedby";

    /// <summary>The page that holds the field.</summary>
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>After the framework's own, which write the name.</summary>
    public override int Order => 1000;

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var errors = FormErrors.Of(ViewContext);
        if (!errors.Any || FormErrors.TextOf(output, "type") == "hidden")
        {
            return;
        }

        // The focus is with the first field in error, or with the summary.
        output.Attributes.RemoveAll(Focus);
        if (FormErrors.TextOf(output, "name") is not { } name || errors.ErrorOf(name) is null)
        {
            return;
        }

        var id = FormErrors.IdOf(name);
        output.Attributes.SetAttribute("aria-invalid", "true");
        output.Attributes.SetAttribute(DescribedBy, FormErrors.TextOf(output, DescribedBy) is { } described ? $"{described} {id}" : id);
        if (errors.TakeFocus())
        {
            output.Attributes.Add(new TagHelperAttribute(Focus));
        }
    }
}
