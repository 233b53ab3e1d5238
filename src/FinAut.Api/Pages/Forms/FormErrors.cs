using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace FinAut.Api.Pages.Forms;

/// <summary>
/// What is wrong with the form that was submitted, while the page is written: which errors stand beside their fields, and whether a
/// field was given the focus. The layout is written last and shows what is left.
/// </summary>
internal sealed class FormErrors
{
    private readonly ModelStateDictionary _state;
    private readonly HashSet<string> _shown = new(StringComparer.OrdinalIgnoreCase);

    private FormErrors(ModelStateDictionary state) => _state = state;

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => _state.ErrorCount > 0;

    /// <summary>Whether a field was given the focus.</summary>
    public bool HasFocus { get; private set; }

    /// <summary>The errors that stand beside no field.</summary>
    public IReadOnlyList<string> Unplaced =>
        [.. _state.Where(e => !_shown.Contains(e.Key)).SelectMany(e => e.Value!.Errors).Select(e => e.ErrorMessage).Distinct(StringComparer.Ordinal)];

    /// <summary>Those of the page that is being written.</summary>
    public static FormErrors Of(ViewContext context)
    {
        var items = context.HttpContext.Items;
        if (items[typeof(FormErrors)] is not FormErrors errors)
        {
            items[typeof(FormErrors)] = errors = new FormErrors(context.ModelState);
        }

        return errors;
    }

    /// <summary>The id of the element that holds a field's error.</summary>
    public static string IdOf(string field) => "error-" + TagBuilder.CreateSanitizedId(field, "_").ToLowerInvariant();

    /// <summary>The text of an attribute as it will be written, or null.</summary>
    public static string? TextOf(TagHelperOutput output, string attribute)
    {
        if (output.Attributes[attribute]?.Value is not { } value)
        {
            return null;
        }

        if (value is not IHtmlContent content)
        {
            return value.ToString();
        }

        using var writer = new StringWriter();
        content.WriteTo(writer, HtmlEncoder.Default);
        return WebUtility.HtmlDecode(writer.ToString());
    }

    /// <summary>What is wrong with a field, or null.</summary>
    public string? ErrorOf(string field) => _state.TryGetValue(field, out var entry) && entry.Errors is [var first, ..] ? first.ErrorMessage : null;

    /// <summary>Notes that a field's errors stand beside it.</summary>
    public void Place(string field) => _shown.Add(field);

    /// <summary>Takes the focus for a field in error; false when one before it has it.</summary>
    public bool TakeFocus() => !HasFocus && (HasFocus = true);
}
