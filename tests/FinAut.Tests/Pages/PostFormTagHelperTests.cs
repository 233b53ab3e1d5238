using FinAut.Api.Pages;
using FinAut.Tests.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.DependencyInjection;

namespace FinAut.Tests.Pages;

/// <summary>Which forms get an antiforgery token. That forms of pages have exactly one is seen on the walk.</summary>
public sealed class PostFormTagHelperTests(DemoServer demo) : IClassFixture<DemoServer>
{
    [Theory]
    [InlineData("post", null, true)]
    [InlineData("POST", "", true)]
    [InlineData("post", "/staff/candidates/?company=1", true)]
    [InlineData("post", "enable/", true)]
    [InlineData("get", "/staff/candidates/", false)]
    [InlineData(null, "/staff/candidates/", false)]
    [InlineData("post", "https://other.example/", false)]
    [InlineData("post", "//other.example/", false)]
    [InlineData("post", "/\\other.example/", false)]
    public async Task Only_a_post_to_this_site_gets_the_token(string? method, string? action, bool expected)
    {
        await using var scope = demo.Server.Services.CreateAsyncScope();
        var helper = new PostFormTagHelper(scope.ServiceProvider.GetRequiredService<IHtmlGenerator>())
        {
            ViewContext = new ViewContext { HttpContext = new DefaultHttpContext { RequestServices = scope.ServiceProvider }, FormContext = new FormContext() },
        };
        var attributes = new TagHelperAttributeList();
        foreach (var (name, value) in new[] { ("method", method), ("action", action) })
        {
            if (value is not null)
            {
                attributes.Add(name, value);
            }
        }

        var output = new TagHelperOutput("form", attributes, (_, _) => Task.FromResult<TagHelperContent>(new DefaultTagHelperContent()));
        helper.Process(new TagHelperContext([], new Dictionary<object, object>(), "id"), output);

        Assert.Equal(expected, output.PostContent.GetContent().Contains(Browser.TokenField, StringComparison.Ordinal));
    }
}
