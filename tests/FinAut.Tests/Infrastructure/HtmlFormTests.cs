using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xunit.Sdk;

namespace FinAut.Tests.Infrastructure;

/// <summary>The test client submits forms as a browser does.</summary>
public sealed class HtmlFormTests : IAsyncLifetime
{
    private const string Page = """
        <!doctype html><html><body><main>
        <form method="post" action="/echo?to=1" id="main">
          <input type="hidden" name="token" value="t-1"><input name="text" value="old &quot;text&quot;"><input name="off" value="x" disabled>
          <fieldset disabled><input name="off2" value="x"></fieldset>
          <textarea name="area">
        one
        two</textarea>
          <input type="checkbox" name="box" value="a" checked><input type="checkbox" name="box" value="b"><input type="checkbox" name="on">
          <input type="radio" name="choice" value="1"><input type="radio" name="choice" value="2" checked>
          <select name="one"><option value="p">P</option><option selected>q</option><option value="r" disabled>R</option></select>
          <select name="many" multiple><option selected>1</option><option>2</option><option selected>3</option></select>
          <input type="checkbox" name="flag" value="true"><input type="hidden" name="flag" value="false">
          <button name="do" value="save">Save</button><button name="do" value="other" formaction="/echo?to=2">Other</button><button type="button">Nothing</button>
        </form>
        <input name="outside" form="main" value="far"><input name="stray" value="none">
        <form action="/echo?gone=1"><input name="q" value="a b&amp;c"><button>Search</button></form>
        <table><tr><td>First<form method="post" action="/echo?row=1"><button>Delete</button></form></td></tr>
        <tr><td>Second<form method="post" action="/redirect"><button>Delete</button></form></td></tr></table>
        </main></body></html>
        """;

    private readonly WebApplication _app = WebApplication.CreateSlimBuilder().Build();
    private Browser _browser = null!;

    public async Task InitializeAsync()
    {
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapGet("/", () => Microsoft.AspNetCore.Http.Results.Content(Page, "text/html"));
        _app.MapPost("/redirect", () => Microsoft.AspNetCore.Http.Results.Redirect("/echo?redirected=1"));
        _app.Map("/echo", async (HttpRequest request) =>
        {
            var form = request.HasFormContentType ? await request.ReadFormAsync() : FormCollection.Empty;
            var fields = form.SelectMany(f => f.Value.Select(v => $"{f.Key}={v?.Replace("\r\n", "|", StringComparison.Ordinal)}"));
            return Microsoft.AspNetCore.Http.Results.Content(
                $"<!doctype html><p id=\"said\">{WebUtility.HtmlEncode($"{request.Method} {request.QueryString} {string.Join(';', fields)}")}</p>", "text/html");
        });
        await _app.StartAsync();
        _browser = Browser.Open(_app.Urls.First());
    }

    public async Task DisposeAsync()
    {
        _browser.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Form_is_submitted_with_its_present_values_and_the_pressed_button() => Assert.Equal(
        "POST ?to=1 token=t-1;text=old \"text\";area=one|two;box=a;choice=2;one=q;many=1;many=3;flag=false;do=save;outside=far",
        (await (await _browser.OpenAsync("/")).SubmitAsync("Save")).TextAt("#said"));

    [Fact]
    public async Task Form_is_submitted_with_what_is_filled_in() => Assert.Equal(
        "POST ?to=2 token=t-1;text=new;area=three;box=b;on=on;choice=1;one=p;many=2;flag=true;flag=false;do=other;outside=near",
        (await (await _browser.OpenAsync("/")).SubmitAsync(
            "Other",
            ("text", "new"),
            ("area", "three"),
            ("box", "b"),
            ("on", "on"),
            ("choice", "1"),
            ("one", "p"),
            ("many", "2"),
            ("flag", "true"),
            ("outside", "near"))).TextAt("#said"));

    [Fact]
    public async Task Get_form_replaces_the_query_of_its_action() =>
        Assert.Equal("GET ?q=a%20b%26c", (await (await _browser.OpenAsync("/")).SubmitAsync("Search")).TextAt("#said"));

    [Fact]
    public async Task Form_is_chosen_by_the_text_near_its_button()
    {
        var page = await _browser.OpenAsync("/");

        Assert.Equal("POST ?row=1", (await page.Form("Delete", near: "First").SubmitAsync()).TextAt("#said"));
        Assert.Equal("/echo?redirected=1", (await page.Form("Delete", near: "Second").SubmitAsync()).Path);
        Assert.Equal("/redirect", page.Form("Delete", action: "/redirect").Action.AbsolutePath);
        using var raw = await page.Form("Delete", near: "Second").SendAsync();
        Assert.Equal(HttpStatusCode.Redirect, raw.StatusCode);
    }

    [Theory]
    [InlineData("stray", "x")]
    [InlineData("token", "forged")]
    [InlineData("off", "x")]
    [InlineData("off2", "x")]
    [InlineData("one", "r")]
    [InlineData("one", "unknown")]
    [InlineData("choice", "3")]
    [InlineData("box", "c")]
    [InlineData("Text", "wrong case")]
    public async Task What_a_form_does_not_offer_cannot_be_filled_in(string name, string value)
    {
        var page = await _browser.OpenAsync("/");

        await Assert.ThrowsAsync<TrueException>(() => page.SubmitAsync("Save", (name, value)));
    }

    [Theory]
    [InlineData("Delete")]
    [InlineData("Nothing")]
    [InlineData("Sav")]
    public async Task Button_that_does_not_name_one_form_is_refused(string button)
    {
        var page = await _browser.OpenAsync("/");

        Assert.Throws<TrueException>(() => page.Form(button));
    }
}
