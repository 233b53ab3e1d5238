using FinAut.Api.Accounts;
using FinAut.Api.Pages.Forms;
using FinAut.Domain.Accounts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Pages;

internal static class SiteSetup
{
    /// <summary>Adds the pages that people use.</summary>
    public static IServiceCollection AddSite(this IServiceCollection services)
    {
        services.Configure<RouteOptions>(routes => routes.AppendTrailingSlash = true);
        services.AddRazorPages(options =>
            {
                options.Conventions.Add(new PagePolicyConvention());
                options.Conventions.ConfigureFilter(new HandlerFilter());
            })
            .AddApplicationPart(typeof(SiteSetup).Assembly);
        services.AddScoped<Language>().AddSingleton<IConfigureOptions<MvcOptions>, BindingTexts>();
        return services;
    }

    public static void MapSite(this WebApplication app)
    {
        app.MapSiteAssets();
        Language.Map(app);
        app.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], GoHomeAsync);
        app.MapRazorPages();
    }

    // Where somebody begins who only knows the host.
    private static async Task GoHomeAsync(HttpContext context)
    {
        var kind = (await context.AuthenticateAsync(Sessions.Scheme)).Principal?.FindFirst(Policies.KindClaim)?.Value;
        context.Response.Redirect(kind == nameof(AccountKind.Staff) ? SignInPaths.Staff : SignInPaths.Applications);
    }

    // A page without a handler for a method would be shown with nothing read for it.
    private sealed class HandlerFilter : IPageFilter
    {
        public void OnPageHandlerSelected(PageHandlerSelectedContext context)
        {
            // Nothing to do yet.
        }

        public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
        {
            if (context.HandlerMethod is null && !HttpMethods.IsGet(context.HttpContext.Request.Method) && !HttpMethods.IsHead(context.HttpContext.Request.Method))
            {
                context.Result = new StatusCodeResult(StatusCodes.Status405MethodNotAllowed);
            }
        }

        public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
        {
            // Nothing to do any more.
        }
    }

    // As PolicyConvention does for the API.
    private sealed class PagePolicyConvention : IPageApplicationModelConvention
    {
        public void Apply(PageApplicationModel model)
        {
            if (!model.HandlerTypeAttributes.Any(a => a is IAllowAnonymous or AuthorizeAttribute { Policy: not null }))
            {
                throw new InvalidOperationException($"{model.RelativePath} says neither [Authorize(policy)] nor [AllowAnonymous]: every page must say who may use it.");
            }
        }
    }
}
