using System.Net;
using FinAut.Domain.Companies;
using FinAut.Domain.Users;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Staff;

public sealed class CompanyPagesTests(DemoServer demo) : IClassFixture<DemoServer>
{
    private const string List = "/staff/companies/";
    private const string New = "/staff/companies/new/";
    private const string Make = "Lag bedrift";
    private const string Save = "Lagre";
    private const string Add = "Legg til";

    private static int _orgnrs;

    private TestServer Server => demo.Server;

    [Fact]
    public async Task Support_sees_no_way_to_change_anything()
    {
        using var support = await Server.SupportAsync();

        Assert.DoesNotMatch("/staff/[^\"]*/(new|update|remove)/\"", await support.GetAsync(List));
        var page = await support.GetAsync(List + "2265/");
        Assert.DoesNotMatch("/staff/[^\"]*/(new|update|remove)/\"", page);
        Assert.Contains("Testavdeling", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("testfirma")]
    [InlineData("2265")]
    public async Task The_list_finds_by_name_or_number(string search)
    {
        using var staff = await Browser.StaffAsync(Server);

        var page = await staff.GetAsync($"{List}?q={search}");

        Assert.Contains($"<a href=\"{List}2265/\">Testfirma</a>", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"{List}456/\"", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("blåbærøya")]
    [InlineData("BLÅBÆRØYA")]
    [InlineData("čáhci é")]
    public async Task The_list_finds_letters_beyond_ASCII_in_any_case(string search)
    {
        using var staff = await Browser.StaffAsync(Server);
        var name = StaffVisitors.NewName("Blåbærøya Čáhci É");
        await staff.SubmitAsync(New, Make, ("Form.Navn", name), ("Form.Orgnr", NextOrgnr()), ("Form.Hjemmeside", ""));

        var page = WebUtility.HtmlDecode(await staff.GetAsync($"{List}?q={Uri.EscapeDataString(search)}"));

        Assert.Contains(name, page, StringComparison.Ordinal);
        Assert.DoesNotContain(">Testfirma<", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_finds_by_organisation_number_however_it_is_written()
    {
        using var staff = await Browser.StaffAsync(Server);
        await using var db = Server.Database();
        var orgnr = await db.Companies.IgnoreQueryFilters().Where(c => c.Id == 456).Select(c => c.Orgnr).SingleAsync();

        var page = await staff.GetAsync($"{List}?q={orgnr[..3]}+{orgnr[3..6]}+{orgnr[6..]}");

        Assert.Contains($"{List}456/\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"{List}2265/\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_company_is_made_and_changed()
    {
        using var staff = await Browser.StaffAsync(Server);
        var (name, orgnr) = (StaffVisitors.NewName("Sparebanken Øst"), NextOrgnr());

        var page = await staff.SubmitAsync(
            New, Make, ("Form.Navn", $" {name} "), ("Form.Orgnr", $"{orgnr[..3]} {orgnr[3..6]} {orgnr[6..]}"), ("Form.Hjemmeside", "https://www.ost.example"));
        Assert.Contains("Lag en avdeling", page.Text, StringComparison.Ordinal);
        var made = await FindAsync(name);
        Assert.Equal((orgnr, "https://www.ost.example"), (made.Orgnr, made.Hjemmeside));

        await staff.SubmitAsync($"{List}{made.Id}/update/", Save, ("Form.Navn", name + " ASA"), ("Form.Orgnr", ""), ("Form.Hjemmeside", ""));
        var changed = await FindAsync(name + " ASA");
        Assert.Equal((made.Id, "", ""), (changed.Id, changed.Orgnr, changed.Hjemmeside));
        var entries = await Server.AuditAsync("company", made.Id);
        Assert.Equal(["created", "changed"], entries.Select(e => e.Action));
        Assert.All(entries, StaffVisitors.AssertByStaff);
    }

    [Theory]
    [InlineData("Navn", "", "Fyll ut dette feltet.")]
    [InlineData("Navn", "a\u0007b", "Teksten har tegn som ikke kan brukes.")]
    [InlineData("Orgnr", "974760674", "Dette er ikke et organisasjonsnummer")]
    [InlineData("Orgnr", "97476067", "Dette er ikke et organisasjonsnummer")]
    [InlineData("Orgnr", "97476067x", "Dette er ikke et organisasjonsnummer")]
    [InlineData("Hjemmeside", "www.bedrift.no", "Skriv en hel adresse")]
    [InlineData("Hjemmeside", "javascript:alert(1)", "Skriv en hel adresse")]
    public async Task What_is_wrong_stands_at_the_field_and_nothing_changes(string field, string value, string message)
    {
        using var staff = await Browser.StaffAsync(Server);
        var right = new Dictionary<string, string>(StringComparer.Ordinal) { ["Navn"] = "Feil AS", ["Orgnr"] = "974760673", ["Hjemmeside"] = "" };
        right[field] = value;
        (string, string)[] fields = [.. right.Select(p => ("Form." + p.Key, p.Value))];

        foreach (var (path, button) in new[] { (New, Make), (List + "2265/update/", Save) })
        {
            Assert.StartsWith(message, (await staff.SubmitAsync(path, button, fields)).ErrorOf("Form." + field), StringComparison.Ordinal);
        }

        await using var db = Server.Database();
        Assert.False(await db.Companies.IgnoreQueryFilters().AnyAsync(c => c.Navn == "Feil AS"));
        Assert.Equal("Testfirma", (await db.Companies.IgnoreQueryFilters().SingleAsync(c => c.Id == 2265)).Navn);
    }

    [Fact]
    public async Task Too_long_a_name_is_refused_by_the_column_s_own_length()
    {
        using var staff = await Browser.StaffAsync(Server);

        Assert.Equal("Høyst 100 tegn.", (await staff.SubmitAsync(New, Make, ("Form.Navn", new string('å', Company.NavnMaxLength + 1)))).ErrorOf("Form.Navn"));
        await staff.SubmitAsync(New, Make, ("Form.Navn", new string('å', Company.NavnMaxLength)));
    }

    [Fact]
    public async Task An_organisation_number_belongs_to_one_company()
    {
        using var staff = await Browser.StaffAsync(Server);
        await using var db = Server.Database();
        var orgnr = await db.Companies.IgnoreQueryFilters().Where(c => c.Id == 456).Select(c => c.Orgnr).SingleAsync();

        Assert.Contains("(nummer 456) har dette nummeret.", (await staff.SubmitAsync(New, Make, ("Form.Navn", "Dobbel AS"), ("Form.Orgnr", orgnr))).ErrorOf("Form.Orgnr"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("974760673", true)]
    [InlineData("974760683", false)]
    [InlineData("123456785", true)]
    [InlineData("97476067", false)]
    [InlineData("", false)]
    [InlineData("٩٧٤٧٦٠٦٧٣", false)]
    public void An_organisation_number_ends_in_its_control_digit(string text, bool valid) => Assert.Equal(valid, Company.IsOrgnr(text));

    [Fact]
    public async Task Departments_and_franchises_are_made_and_renamed_and_the_API_shows_them()
    {
        using var staff = await Browser.StaffAsync(Server);
        var home = List + "2265/";

        await staff.SubmitAsync(home + "departments/new/", Save, ("Name", "Avdeling Nord"));
        await using var db = Server.Database();
        var department = await db.Departments.IgnoreQueryFilters().SingleAsync(d => d.Name == "Avdeling Nord");
        await staff.SubmitAsync($"{home}departments/{department.Id}/franchises/new/", Save, ("Name", "Agentur Bodø"));
        var franchise = await db.Franchises.IgnoreQueryFilters().SingleAsync(f => f.Name == "Agentur Bodø");
        Assert.Equal((2265, department.Id), (department.CompanyId, franchise.DepartmentId));
        await staff.SubmitAsync($"{home}departments/{department.Id}/update/", Save, ("Name", "Avdeling Nord-Norge"));
        var page = await staff.SubmitAsync($"{home}franchises/{franchise.Id}/update/", Save, ("Name", "Agentur Tromsø"));

        Assert.Contains("Agentur Tromsø", page.Text, StringComparison.Ordinal);
        using var api = await Server.ClientAsync();
        var shown = await api.GetJsonAsync($"{TestServer.Root}departments/{department.Id}/");
        Assert.Equal("Avdeling Nord-Norge", shown.GetProperty("departmentname").GetString());
        var entries = await Server.AuditAsync("department", department.Id);
        Assert.Equal(["created", "changed"], entries.Select(e => e.Action));
        Assert.All(entries, StaffVisitors.AssertByStaff);
        Assert.Contains("Fyll ut", (await staff.SubmitAsync($"{home}franchises/{franchise.Id}/update/", Save, ("Name", ""))).ErrorOf("Name"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("77/")]
    [InlineData("77/update/")]
    [InlineData("77/departments/new/")]
    [InlineData("456/departments/2266/update/")]
    [InlineData("456/departments/2266/franchises/new/")]
    [InlineData("456/franchises/5001/update/")]
    [InlineData("77/administrators/new/")]
    [InlineData("2265/administrators/590499/remove/")]
    public async Task What_is_not_the_company_s_is_not_found(string page)
    {
        using var staff = await Browser.StaffAsync(Server);
        await staff.GetAsync(List + page, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Somebody_with_the_role_comes_to_administer_another_company_and_ends_it()
    {
        using var staff = await Browser.StaffAsync(Server);
        var person = await Server.AddPersonAsync(p => p.Give("afr", UserType.Bedriftsansvarlig));
        Assert.Contains("Ansatt her", await staff.GetAsync(List + "2265/"), StringComparison.Ordinal);

        await staff.SubmitAsync(List + "456/administrators/new/", Add, ("Person", $"{person}"), ("KeepEmployer", "true"));
        Assert.Equal([456, 2265], await AdministeredAsync(person));
        Assert.Contains("administrerer bedriften allerede", (await staff.SubmitAsync(List + "456/administrators/new/", Add, ("Person", $"{person}"))).ErrorOf("Person"), StringComparison.Ordinal);

        await staff.SubmitAsync($"{List}2265/administrators/{person}/remove/", "Fjern");
        Assert.Equal([456], await AdministeredAsync(person));
        Assert.Contains("administrerer arbeidsgiveren etterpå", WebUtility.HtmlDecode(await staff.GetAsync($"{List}456/administrators/{person}/remove/")), StringComparison.Ordinal);
        await using var db = Server.Database();
        var entries = await db.AuditEntries.AsNoTracking().Where(e => e.Entity == "administration" && e.UserId == person).ToListAsync();
        Assert.Equal(3, entries.Count);
        Assert.All(entries, StaffVisitors.AssertByStaff);
    }

    [Fact]
    public async Task Without_keeping_the_employer_only_the_company_that_is_set_counts()
    {
        using var staff = await Browser.StaffAsync(Server);
        var person = await Server.AddPersonAsync(p => p.Give("afr", UserType.Bedriftsansvarlig));

        await staff.SubmitAsync(List + "456/administrators/new/", Add, ("Person", $" {person} "), ("KeepEmployer", "false"));

        Assert.Equal([456], await AdministeredAsync(person));
    }

    [Fact]
    public async Task Only_people_with_the_role_are_added_and_no_identity_number_comes_back()
    {
        using var staff = await Browser.StaffAsync(Server);
        var person = await Server.AddPersonAsync();
        var form = List + "456/administrators/new/";

        Assert.Contains("er ikke bedriftsansvarlig i noen ordning", (await staff.SubmitAsync(form, Add, ("Person", $"{person}"))).ErrorOf("Person"), StringComparison.Ordinal);
        Assert.Contains("Ingen person har dette nummeret", (await staff.SubmitAsync(form, Add, ("Person", "999999999"))).ErrorOf("Person"), StringComparison.Ordinal);
        Assert.Contains("Skriv personens nummer", (await staff.SubmitAsync(form, Add, ("Person", "Kari"))).ErrorOf("Person"), StringComparison.Ordinal);
        var persnr = TestPersnr.Next();
        var refused = await staff.SubmitAsync(form, Add, ("Person", persnr));
        Assert.Contains("Ikke fødselsnummeret", refused.ErrorOf("Person"), StringComparison.Ordinal);
        Assert.DoesNotContain(persnr, refused.Markup, StringComparison.Ordinal);
        Assert.Empty(await AdministeredAsync(person));
    }

    [Fact]
    public async Task A_long_list_has_pages_and_takes_a_fixed_number_of_queries()
    {
        using var staff = await Browser.StaffAsync(Server);
        await using var db = Server.Database();
        db.Companies.AddRange(Enumerable.Range(1, 60).Select(i => new Company { Navn = $"Sidebank {i:D2}", Orgnr = "", Hjemmeside = "" }));
        await db.SaveChangesAsync();

        using var queries = Server.CountQueries();
        var first = await staff.GetAsync(List + "?q=sidebank");
        var asked = queries.Count;
        Assert.Contains("1–50 av 60", WebUtility.HtmlDecode(first), StringComparison.Ordinal);
        Assert.Contains("Sidebank 50", first, StringComparison.Ordinal);
        Assert.DoesNotContain("Sidebank 51", first, StringComparison.Ordinal);
        Assert.Contains("href=\"?q=sidebank&amp;page=2\" rel=\"next\"", first, StringComparison.Ordinal);
        var second = await staff.GetAsync(List + "?q=sidebank&page=2");
        Assert.Contains("Sidebank 60", second, StringComparison.Ordinal);
        queries.Reset();
        await staff.GetAsync(List + "?q=testfirma");
        Assert.Equal(asked, queries.Count);
        var last = await staff.GetAsync(List + "?q=sidebank&page=999999");
        Assert.Contains("51–60 av 60", WebUtility.HtmlDecode(last), StringComparison.Ordinal);
        Assert.Contains("Sidebank 60", last, StringComparison.Ordinal);
    }

    private static string NextOrgnr()
    {
        while (true)
        {
            var digits = $"{81_000_000 + Interlocked.Increment(ref _orgnrs)}";
            if (Enumerable.Range(0, 10).Select(control => digits + control).FirstOrDefault(Company.IsOrgnr) is { } orgnr)
            {
                return orgnr;
            }
        }
    }

    private async Task<Company> FindAsync(string name)
    {
        await using var db = Server.Database();
        return await db.Companies.IgnoreQueryFilters().AsNoTracking().SingleAsync(c => c.Navn == name);
    }

    private async Task<List<long>> AdministeredAsync(long person)
    {
        await using var db = Server.Database();
        return await db.Administrations.IgnoreQueryFilters().Where(a => a.UserId == person).Select(a => a.CompanyId).Order().ToListAsync();
    }
}
