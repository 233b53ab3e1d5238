using System.Text.Json.Nodes;
using FinAut.Api.Validation;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Access;

/// <summary>
/// What belongs to another customer cannot be named in a body, and the answer is the same as for what does not exist: nobody
/// learns which numbers are in use elsewhere.
/// </summary>
public sealed class ForeignReferencesTests(WriteServer demo) : IClassFixture<WriteServer>, IAsyncLifetime
{
    private const long OutsideFranchise = 7103;
    private const long Nothing = 777777777;

    public Task InitializeAsync() => demo.Server.ExecuteAsync(
        $"INSERT INTO franchises (id, department_id, name) VALUES ({OutsideFranchise}, {Bodies.OutsideDepartment}, 'Fremmed') ON CONFLICT DO NOTHING");

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("POST user/", "work_for.company", "companies", Bodies.OutsideCompany)]
    [InlineData("POST user/", "work_for.department", "departments", Bodies.OutsideDepartment)]
    [InlineData("POST user/", "work_for.franchise", "franchises", OutsideFranchise)]
    [InlineData("PUT user/", "work_for.company", "companies", Bodies.OutsideCompany)]
    [InlineData("PUT user/", "work_for.department", "departments", Bodies.OutsideDepartment)]
    [InlineData("PUT user/", "work_for.franchise", "franchises", OutsideFranchise)]
    [InlineData("PATCH user/", "work_for.company", "companies", Bodies.OutsideCompany)]
    [InlineData("PATCH user/", "work_for.department", "departments", Bodies.OutsideDepartment)]
    [InlineData("PATCH user/", "work_for.franchise", "franchises", OutsideFranchise)]
    [InlineData("POST userstatus/", "user", "user", Bodies.OutsideUser)]
    [InlineData("POST userstatus/", "status_set_by", "user", Bodies.OutsideUser)]
    [InlineData("POST results/", "user", "user", Bodies.OutsideUser)]
    public async Task What_is_anothers_does_not_exist_in_any_form(string write, string field, string resource, long id)
    {
        var user = await demo.Demo.CreateUserAsync();
        var before = await demo.Server.CountRowsAsync();
        foreach (var number in new[] { id, Nothing })
        {
            foreach (var form in new[] { $"{number}", $"/finautapi/v1/{resource}/{number}/", $"{demo.Server.BaseUrl}/finautapi/v1/{resource}/{number}/", $"https://x.example/finautapi/v1/{resource}/{number}/" })
            {
                await AssertUnknownAsync(write, user, field, $"\"{form}\"");
            }

            await AssertUnknownAsync(write, user, field, $"{number}");
        }

        Assert.Empty((await demo.Server.CountRowsAsync()).Since(before));
    }

    [Theory]
    [InlineData("companies", Bodies.Testfirma, "work_for.company")]
    [InlineData("departments", Bodies.Testavdeling, "work_for.department")]
    [InlineData("franchises", Bodies.Franchise, "work_for.franchise")]
    public async Task The_other_customer_cannot_name_ours_either(string resource, long id, string field)
    {
        var body = Bodies.User();
        body["work_for"] = Bodies.WorkFor(Bodies.OutsideCompany, Bodies.OutsideDepartment);

        await demo.Other.AssertRefusedAsync("POST", "user/", body.With(field, $"\"{Bodies.Path(resource, id)}\""), field, FieldMessages.DoesNotExist);
    }

    private async Task AssertUnknownAsync(string write, string user, string field, string json)
    {
        var (method, resource) = write.Split(' ') is [var first, var second] ? (first, second) : throw new ArgumentException("A method and a resource.", nameof(write));
        var client = resource == "results/" ? demo.Exam : demo.Demo;
        JsonObject body = resource switch
        {
            "userstatus/" => Bodies.Status(user, "hvilende"),
            "results/" => Bodies.Result(user),
            _ => Bodies.User(),
        };
        if (method != "POST")
        {
            body["persnr"] = (await demo.Demo.ReadAsync(user)).Text("persnr");
            resource = user;
        }

        await client.AssertRefusedAsync(method, resource, body.With(field, json), field, FieldMessages.DoesNotExist);
    }
}
