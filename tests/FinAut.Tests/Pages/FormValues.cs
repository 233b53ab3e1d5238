using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.SignIn;
using FinAut.Tests.Staff;
using FinAut.Tests.UserLogin;

namespace FinAut.Tests.Pages;

/// <summary>Valid values for the fields of every form of the site.</summary>
internal static class FormValues
{
    private const string NewPassword = "Ti okser bak fjellet i regnet";

    /// <summary>What a visitor fills in. Fails for a required field that nothing is known about.</summary>
    public static (string Name, string Value)[] For(string route, HtmlPage page, HtmlForm form, WalkStop stop)
    {
        var values = new List<(string Name, string Value)>();
        foreach (var controls in form.Controls.Where(c => c.HasAttribute("name")).GroupBy(c => c.GetAttribute("name")!, StringComparer.Ordinal))
        {
            var chosen = stop.Fields.Where(f => f.Name == controls.Key).ToList();
            var value = chosen.Count > 0 ? chosen[0].Value : OfRoute(route, controls.Key, page) ?? Present(controls.First()) ?? Of(controls.Key, controls.ToList());
            if (value is not null)
            {
                values.Add((controls.Key, value));
            }

            Assert.True(value is not null || !controls.First().HasAttribute("required"), $"No value is known for {controls.Key} of {route}.");
        }

        return [.. values];
    }

    private static string? OfRoute(string route, string name, HtmlPage page) => (route, name) switch
    {
        ("candidate/login/", "Email") => "kandidat",
        ("candidate/login/", "Password") => UserLoginServer.CandidatePassword,
        ("finautapi/v1/api-auth/login/", "UserName") => "demo",
        ("finautapi/v1/api-auth/login/", "Password") => "Demo-Passord-1",
        ("finautapi/v1/api-auth/authenticator/", "Digits") => AuthenticatorApp.Scan(page).Code(),
        _ => null,
    };

    // What the form has already is left as it is; boxes are left unchecked.
    private static string? Present(IElement control) => control switch
    {
        IHtmlSelectElement { Value.Length: > 0 } select => select.Value,
        IHtmlTextAreaElement { Value.Length: > 0 } area => area.Value,
        IHtmlInputElement { Type: not ("checkbox" or "radio"), Value.Length: > 0 } input => input.Value,
        _ => null,
    };

    private static string? Of(string name, List<IHtmlElement> controls) => (name, controls[0]) switch
    {
        (_, IHtmlSelectElement select) => select.HasAttribute("required") ? select.Options.First(o => o.Value.Length > 0).Value : null,
        (_, IHtmlInputElement { Type: "radio" }) => controls.OfType<IHtmlInputElement>().Any(c => c.IsChecked) ? null : controls[0].GetAttribute("value"),
        ("Chosen", _) => controls[0].GetAttribute("value"),
        (_, IHtmlInputElement { Type: "checkbox" }) => null,
        ("Current", _) => WalkVisitor.Password,
        ("New", _) => NewPassword,
        ("UserName" or "Slug", _) => StaffVisitors.NewName("n"),
        ("ApiUser", _) => "demo",
        ("Companies", _) => $"{Bodies.Testfirma}",
        ("Headers", _) => "X-Gate: open-sesame-1",
        ("Email", _) => $"{StaffVisitors.NewName("n")}@example.no",
        ("Form.RedirectUrl", _) => "https://kurs.example/tilbake",
        ("Form.PostUrl" or "Target", _) => "http://127.0.0.1:9/hook",
        ("Name" or "Form.Name" or "Form.Navn" or "Reason" or "Text", _) => "Nordmann",
        (_, IHtmlInputElement { Type: "date" }) => $"{WriteServer.Today:yyyy-MM-dd}",
        (_, IHtmlInputElement { Type: "number" }) => controls[0].GetAttribute("min"),
        _ => null,
    };
}
