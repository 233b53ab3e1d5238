using System.Text.Json;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Staff;

namespace FinAut.Tests.Privacy;

public sealed class PersonCommandTests(WriteServer demo) : IClassFixture<WriteServer>
{
    private const int Refused = 1;

    [Fact]
    public async Task A_person_is_exported_by_number_and_by_a_persnr_on_standard_input()
    {
        var person = await PlantedPerson.AddAsync(demo);

        var byNumber = (await RunAsync("", "export", "--user", $"{person.Id}")).With(0);
        var byPersnr = (await RunAsync($"{person.Persnr[..6]} {person.Persnr[6..]}\n", "export", "--persnr-stdin")).With(0);

        Assert.All([byNumber, byPersnr], ended => Assert.Equal(person.Persnr, JsonDocument.Parse(ended.Output).RootElement.Text("persnr")));
        Assert.Equal(
            [("exported", "person export"), ("exported", "person export")],
            (await demo.Server.AuditAsync("user", person.Id)).TakeLast(2).Select(e => (e.Action, e.Actor)));
    }

    [Fact]
    public async Task A_person_is_erased_once_it_is_confirmed()
    {
        var person = await PlantedPerson.AddAsync(demo);

        var asked = (await RunAsync(person.Persnr, "erase", "--persnr-stdin")).With(Refused);
        Assert.Contains("Nothing is erased without --confirm", asked.Output, StringComparison.Ordinal);
        Assert.Contains($"Person {person.Id}, 3 statuses and 1 results, employed at company 2265.", asked.Output, StringComparison.Ordinal);
        await demo.Demo.ReadAsync(person.Url);

        var erased = (await RunAsync(person.Persnr, "erase", "--persnr-stdin", "--confirm")).With(0);
        Assert.Contains($"Person {person.Id} is erased.", erased.Output, StringComparison.Ordinal);
        Assert.All([asked, erased], ended => Assert.DoesNotContain(person.Persnr, ended.Output, StringComparison.Ordinal));
        Assert.Equal(("erased", "person erase"), (await demo.Server.AuditAsync("user", person.Id)).Select(e => (e.Action, e.Actor)).Last());
        Assert.Contains("no such person, or none any more", (await RunAsync("", "erase", "--user", $"{person.Id}", "--confirm")).With(Refused).Output, StringComparison.Ordinal);
        Assert.Contains("no such person, or none any more", (await RunAsync("", "export", "--user", $"{person.Id}")).With(Refused).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "export", "Name the person")]
    [InlineData("", "erase --confirm", "Name the person")]
    [InlineData("55110098692", "export --user 590499 --persnr-stdin", "Name the person")]
    [InlineData("", "export --persnr-stdin", "eleven digits")]
    [InlineData("5511009869", "erase --persnr-stdin --confirm", "eleven digits")]
    [InlineData("12345678901", "erase --persnr-stdin --confirm", "no such person")]
    [InlineData("", "export --user 987654321", "no such person")]
    public async Task What_cannot_be_is_refused_in_a_sentence(string input, string arguments, string named)
    {
        var before = await demo.Server.CountRowsAsync();

        var ended = (await RunAsync(input, arguments.Split(' '))).With(Refused);

        Assert.Contains(named, ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Output, StringComparison.Ordinal);
        Assert.Empty((await demo.Server.CountRowsAsync()).Since(before));
    }

    private Task<Ended> RunAsync(string input, params string[] arguments) =>
        InProcess.RunAsync(demo.Server, ["person", .. arguments], input);
}
