using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Staff;
using FinAut.Tests.UserLogin;
using Microsoft.Extensions.Logging;

namespace FinAut.Tests.Errors;

/// <summary>Code points that Unicode calls noncharacters, and halves of surrogate pairs, wherever a text is read.</summary>
public sealed class NoncharacterTests(WriteServer demo) : IClassFixture<WriteServer>
{
    private const string NotText = "Not a valid string.";
    private const string NotDate = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.";

    // As JSON writes them: at the ends of planes, in the block of their own, and halves.
    private static readonly string[] InJson =
        ["A\\ufffe1", "\\uffff", "\\ufdd0x", "x\\ufdef", "\\ud83f\\udffe", "\\udbff\\udfff", "\\ud800", "a\\udc00b", "\\udc00\\ud800"];

    // As they stand in URLs and forms.
    private static readonly string[] Escaped = ["A%EF%BF%BE1", "%EF%BF%BF", "%EF%B7%90", "%F0%9F%BF%BE", "%F4%8F%BF%BF"];

    // What a correction of a result does not read.
    private static readonly string[] Unread = ["user", "appname", "exam_name", "exam_type"];

    public static TheoryData<string> SearchedPages { get; } =
        ["/staff/companies/?q=", "/staff/api-users/?q=", "/staff/audit/?actor=", "/staff/audit/?action=", "/staff/audit/?entity=", "/finautapi/v1/api-auth/login/?next=/"];

    private TestServer Server => demo.Server;

    [Theory]
    [MemberData(nameof(WriteEndpoints.Theory), MemberType = typeof(WriteEndpoints))]
    public async Task Text_that_is_not_Unicode_is_invalid_in_every_field(string method, string path)
    {
        using var client = await Server.ClientAsync(TestServer.ExamClient, "read write exam");
        foreach (var field in TextsOf(WriteEndpoints.BodyOf(method, path)).Where(f => method != "PATCH" || path != "results/1/" || !Unread.Contains(f)))
        {
            foreach (var text in InJson)
            {
                var body = WriteEndpoints.BodyOf(method, path).With(field, "\"here\"").ToJsonString().Replace("\"here\"", $"\"{text}\"", StringComparison.Ordinal);
                using var response = await client.SendTextAsync(method, path, body, "application/json");

                var errors = await response.ReadErrorsAsync();
                Assert.True(errors.TryGetValue(field, out var messages), $"{method} {path} {field} {text}: {string.Join(", ", errors.Keys)}");
                Assert.Equal(field.EndsWith("_date", StringComparison.Ordinal) ? NotDate : NotText, Assert.Single(messages));
            }
        }
    }

    [Fact]
    public async Task Text_that_is_not_Unicode_is_invalid_in_a_form()
    {
        foreach (var text in Escaped)
        {
            using var response = await demo.Demo.SendTextAsync("PATCH", "user/590499/", "employee_alias=" + text, "application/x-www-form-urlencoded");

            Assert.Equal(NotText, Assert.Single((await response.ReadErrorsAsync())["employee_alias"]));
        }
    }

    [Fact]
    public async Task Every_character_beside_them_is_text()
    {
        const string Neighbours = "\ufdcf\ufdf0\ufffd\ud83f\udffd\ud800\udc00";

        var user = await demo.Demo.PatchAsync("user/590496/", new JsonObject { ["last_name"] = Neighbours });

        Assert.Equal(Neighbours, user.Text("last_name"));
    }

    [Theory]
    [InlineData("user/", "persnr", "employee_alias", "encoded_userid", "encrypted_userid")]
    [InlineData("userstatus/", "persnr", "employee_alias", "user", "appname")]
    [InlineData("latestuserstatus/", "persnr", "employee_alias", "user", "appname")]
    [InlineData("results/", "persnr", "employee_alias", "user", "appname")]
    [InlineData("employment/", "user")]
    [InlineData("departments/", "company")]
    [InlineData("franchises/", "department")]
    [InlineData("competency_goal/", "appname")]
    [InlineData("competency_result/", "encrypted_userid")]
    public async Task A_filter_that_is_not_Unicode_matches_nothing(string list, params string[] filters)
    {
        foreach (var filter in filters)
        {
            foreach (var text in Escaped)
            {
                (await demo.Demo.ReadAsync($"{list}?{filter}={text}")).AssertEmptyList();
            }
        }
    }

    [Theory]
    [InlineData("/staff/candidates/", "Text")]
    [InlineData("/staff/candidates/590499/statuses/add/", "Reason")]
    [InlineData("/staff/candidates/590499/statuses/add/", "Comment")]
    [InlineData("/staff/candidates/590499/move/?company=456", "Alias")]
    [InlineData("/staff/candidates/590499/invite/", "Email")]
    [InlineData("/staff/api-users/new/", "UserName")]
    [InlineData("/staff/api-users/new/", "Companies")]
    [InlineData("/staff/accounts/new/", "UserName")]
    [InlineData("/staff/companies/new/", "Form.Navn")]
    [InlineData("/staff/companies/2265/departments/new/", "Name")]
    [InlineData("/staff/companies/2265/administrators/new/", "Person")]
    [InlineData("/staff/userlogin/new/", "Slug")]
    [InlineData("/staff/userlogin/new/", "ApiUser")]
    [InlineData("/staff/userlogin/new/", "Form.Name")]
    [InlineData("/staff/userlogin/new/", "Form.PostUrl")]
    [InlineData("/staff/webhooks/add/?company=2265", "Target")]
    [InlineData("/staff/api-users/1/applications/new/", "Form.Name")]
    public async Task A_form_of_staff_says_what_is_wrong_with_such_text(string path, string field)
    {
        using var staff = await Browser.StaffAsync(Server);

        foreach (var text in Escaped.Select(Uri.UnescapeDataString))
        {
            var form = await FormAsync(staff, path, field);
            var url = field.EndsWith("Url", StringComparison.Ordinal) ? $"https://{text}/" : text;
            Assert.NotEqual("", (await ReadAsync(staff, await form.SendAsync((field, url)))).ErrorOf(field));
        }
    }

    [Theory]
    [InlineData("/o/applications/register/")]
    [InlineData("/o/applications/1/update/")]
    public async Task A_form_of_an_API_user_says_what_is_wrong_with_such_text(string path)
    {
        using var user = await Browser.ApiUserAsync(Server);

        foreach (var text in Escaped.Select(Uri.UnescapeDataString))
        {
            var form = await FormAsync(user, path, "Name");
            Assert.Equal("Navnet har tegn som ikke kan brukes.", (await ReadAsync(user, await form.SendAsync(("Name", text)))).ErrorOf("Name"));
        }
    }

    [Theory]
    [MemberData(nameof(SearchedPages))]
    public async Task A_search_of_staff_for_such_text_is_answered(string path)
    {
        using var staff = await Browser.StaffAsync(Server);

        foreach (var text in Escaped)
        {
            await staff.GetAsync(path + text);
        }
    }

    [Theory]
    [InlineData("/finautapi/v1/api-auth/login/", "UserName")]
    [InlineData("/candidate/login/", "Email")]
    public async Task Nobody_signs_in_with_such_a_name(string path, string field)
    {
        using var visitor = Browser.Open(Server);

        foreach (var text in Escaped.Select(Uri.UnescapeDataString))
        {
            using var response = await (await FormAsync(visitor, path, field)).SendAsync((field, text), ("Password", "Demo-Passord-1"));
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_path_with_such_text_leads_nowhere()
    {
        using var visitor = Browser.Open(Server);

        foreach (var text in Escaped)
        {
            await visitor.GetAsync(UserLoginServer.Path(text, "demo"), HttpStatusCode.BadRequest);
            await visitor.GetAsync(UserLoginServer.Path("lms-1", text), HttpStatusCode.NotFound);
            using var item = await demo.Demo.GetAsync($"{TestServer.Root}userrole/{text}/");
            await item.ReadProblemAsync(HttpStatusCode.NotFound);
        }
    }

    [Theory]
    [InlineData("create-staff --username A\ufffe1")]
    [InlineData("create-application --username demo --name A\ufffe1")]
    [InlineData("create-application --username A\ufffe1 --name LMS")]
    [InlineData("create-candidate-link --user 590499 --email a\ufffe1@example.no")]
    public async Task A_command_refuses_such_text(string command) => (await InProcess.RunAsync(Server.ConnectionString, command.Split(' '))).With(1);

    [Fact]
    public async Task Nothing_was_logged_as_an_error()
    {
        using var response = await demo.Demo.SendTextAsync("PATCH", "user/590499/", """{"employee_alias": "A\ufffe1"}""", "application/json");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.DoesNotContain(Server.Logs.Lines, line => line.Level >= LogLevel.Error);
    }

    private static IEnumerable<string> TextsOf(JsonObject body, string prefix = "") => body.SelectMany(field => field.Value switch
    {
        JsonObject inner => TextsOf(inner, $"{prefix}{field.Key}."),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [prefix + field.Key],
        _ => [],
    });

    private static async Task<HtmlForm> FormAsync(Browser browser, string path, string field) =>
        Assert.Single((await browser.OpenAsync(path)).Forms(), form => form.Controls.Any(c => c.GetAttribute("name") == field));

    private static async Task<HtmlPage> ReadAsync(Browser browser, HttpResponseMessage response)
    {
        using (response)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return await HtmlPage.ReadAsync(browser, response);
        }
    }
}
