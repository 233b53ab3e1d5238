using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace FinAut.Tests.Infrastructure;

/// <summary>The fields that a form submits ("constructing the entry list" of the HTML standard), with some of them filled in.</summary>
internal static class FormEntries
{
    /// <summary>Lists the fields in the order of the page.</summary>
    public static IReadOnlyList<(string Name, string Value)> Of(IHtmlFormElement form, IElement button, IReadOnlyList<(string Name, string Value)> filled)
    {
        var wanted = filled.GroupBy(f => f.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(f => f.Value).ToList(), StringComparer.Ordinal);
        var controls = form.Elements.Where(e => NameOf(e).Length > 0 && !IsDisabled(e)).ToList();
        foreach (var (name, values) in wanted)
        {
            AssertOffered(form, [.. controls.Where(c => NameOf(c) == name && IsFillable(c))], name, values);
        }

        return
        [
            .. controls.SelectMany(c => IsFillable(c) && wanted.TryGetValue(NameOf(c), out var values)
                ? Filled(c, values)
                : Present(c, button).Select(v => (NameOf(c), v))),
        ];
    }

    /// <summary>A person can give this control a value.</summary>
    public static bool IsFillable(IHtmlElement control) => !IsDisabled(control) && control switch
    {
        IHtmlInputElement input => !input.IsReadOnly && input.Type is not ("hidden" or "submit" or "button" or "reset" or "image"),
        IHtmlTextAreaElement area => !area.IsReadOnly,
        IHtmlSelectElement => true,
        _ => false,
    };

    private static string NameOf(IElement control) => control.GetAttribute("name") ?? "";

    private static bool IsDisabled(IElement control) =>
        control.HasAttribute("disabled") || control.Closest("fieldset[disabled]") is not null || control.Closest("datalist") is not null;

    private static bool IsBox(IElement control) => control is IHtmlInputElement { Type: "checkbox" or "radio" };

    private static string BoxValue(IElement box) => box.GetAttribute("value") ?? "on";

    private static bool IsNone(string value) => value is "" or "false";

    private static void AssertOffered(IHtmlFormElement form, IReadOnlyList<IElement> controls, string name, List<string> values)
    {
        var told = $"the form to {form.GetAttribute("action") ?? "its own page"}";
        Assert.True(controls.Count > 0, $"{name} cannot be filled in: {told} has {string.Join(", ", form.Elements.Where(IsFillable).Select(NameOf).Distinct())}.");
        foreach (var value in values)
        {
            var offered = controls switch
            {
                [IHtmlSelectElement select] => select.Options.Any(o => o.Value == value && !o.IsDisabled),
                _ when controls.All(IsBox) => controls.OfType<IHtmlInputElement>().Any(c => BoxValue(c) == value || (c.Type == "checkbox" && IsNone(value))),
                _ => controls.Count == 1 && values.Count == 1,
            };
            Assert.True(offered, $"{name} cannot be \"{value}\" in {told}.");
        }
    }

    private static IEnumerable<(string Name, string Value)> Filled(IHtmlElement control, List<string> values) => control switch
    {
        IHtmlInputElement input when IsBox(input) => values.Contains(BoxValue(input), StringComparer.Ordinal) ? [(NameOf(input), BoxValue(input))] : [],
        _ => values.Select(v => (NameOf(control), Lines(v))),
    };

    private static IEnumerable<string> Present(IHtmlElement control, IElement button) => control switch
    {
        _ when control == button => [control.GetAttribute("value") ?? ""],
        IHtmlInputElement { Type: "submit" or "button" or "reset" or "image" } => [],
        IHtmlInputElement input when IsBox(input) => input.IsChecked ? [BoxValue(input)] : [],
        IHtmlInputElement input => [input.Value],
        IHtmlTextAreaElement area => [Lines(area.Value)],
        IHtmlSelectElement select => select.Options.Where(o => o.IsSelected && !o.IsDisabled).Select(o => o.Value),
        _ => [],
    };

    private static string Lines(string text) => text.ReplaceLineEndings("\r\n");
}
