using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Pages.Forms;

/// <summary>What is said of a value that the framework cannot read into a field, in the visitor's language.</summary>
internal sealed class BindingTexts(IHttpContextAccessor accessor) : IConfigureOptions<MvcOptions>
{
    private string Invalid => L["Verdien er ikke gyldig.", "The value is not valid."];

    private string Missing => L["Dette feltet må fylles ut.", "This field is required."];

    private string NotANumber => L["Skriv et tall.", "Enter a number."];

    private Language L => accessor.HttpContext!.RequestServices.GetRequiredService<Language>();

    public void Configure(MvcOptions options)
    {
        var texts = options.ModelBindingMessageProvider;
        texts.SetAttemptedValueIsInvalidAccessor((_, _) => Invalid);
        texts.SetNonPropertyAttemptedValueIsInvalidAccessor(_ => Invalid);
        texts.SetUnknownValueIsInvalidAccessor(_ => Invalid);
        texts.SetNonPropertyUnknownValueIsInvalidAccessor(() => Invalid);
        texts.SetValueIsInvalidAccessor(_ => Invalid);
        texts.SetMissingBindRequiredValueAccessor(_ => Missing);
        texts.SetMissingKeyOrValueAccessor(() => Missing);
        texts.SetMissingRequestBodyRequiredValueAccessor(() => Missing);
        texts.SetValueMustNotBeNullAccessor(_ => Missing);
        texts.SetValueMustBeANumberAccessor(_ => NotANumber);
        texts.SetNonPropertyValueMustBeANumberAccessor(() => NotANumber);
    }
}
