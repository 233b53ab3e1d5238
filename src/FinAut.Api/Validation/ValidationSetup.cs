using System.Text.Json;
using FinAut.Api.Errors;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace FinAut.Api.Validation;

internal static class ValidationSetup
{
    /// <summary>Registers every validator, and makes them name fields as the wire does.</summary>
    public static IServiceCollection AddValidation(this IServiceCollection services)
    {
        ValidatorOptions.Global.PropertyNameResolver = (_, member, _) => member is null ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name);
        ValidatorOptions.Global.DefaultRuleLevelCascadeMode = CascadeMode.Stop;
        foreach (var type in typeof(ValidationSetup).Assembly.GetTypes().Where(t => t is { IsAbstract: false, IsNested: false } && t.IsAssignableTo(typeof(IValidator))))
        {
            // Building the rules takes longer than applying them.
            services.AddSingleton(type);
        }

        // RequestBody reads forms; MVC would read them too, and fails at names such as "a[".
        return services.PostConfigure<MvcOptions>(mvc =>
        {
            mvc.ValueProviderFactories.RemoveType<FormValueProviderFactory>();
            mvc.ValueProviderFactories.Add(new PageForms());
            mvc.ValueProviderFactories.RemoveType<FormFileValueProviderFactory>();
            mvc.ValueProviderFactories.RemoveType<JQueryFormValueProviderFactory>();
        });
    }

    /// <summary>422 with every message by field, or null when there are none.</summary>
    public static ProblemResult? ToProblem(this IReadOnlyCollection<ValidationFailure> failures)
    {
        if (failures.Count == 0)
        {
            return null;
        }

        var errors = failures.GroupBy(f => f.PropertyName).ToDictionary(g => g.Key, g => g.Select(f => f.ErrorMessage).Distinct().ToArray());
        var (field, messages) = errors.First();
        return new ProblemResult(StatusCodes.Status422UnprocessableEntity, ProblemResult.DetailOf(field, messages[0]), errors);
    }

    // Forms are the pages' way to write; the API reads its bodies itself.
    private sealed class PageForms : IValueProviderFactory
    {
        private readonly FormValueProviderFactory _forms = new();

        public Task CreateValueProviderAsync(ValueProviderFactoryContext context) =>
            context.ActionContext.ActionDescriptor is PageActionDescriptor ? _forms.CreateValueProviderAsync(context) : Task.CompletedTask;
    }
}
