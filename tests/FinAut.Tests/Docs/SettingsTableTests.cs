using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FinAut.Api.Hosting;
using FinAut.Tests.Infrastructure;
using Microsoft.Extensions.Configuration;

namespace FinAut.Tests.Docs;

/// <summary>
/// The table of settings in <c>docs/operations.md</c> is made of the options classes and their XML comments: with
/// <c>FINAUT_UPDATE_SNAPSHOTS=1</c> this test writes it.
/// </summary>
public sealed partial class SettingsTableTests
{
    private const string Document = "docs/operations.md";
    private const string Begin = "<!-- settings: written by SettingsTableTests -->\n";
    private const string End = "<!-- settings end -->";

    // The host reads this one under a prefix of its own.
    private static readonly Dictionary<string, string> HostSettings = new() { [nameof(PublicOptions.Urls)] = "ASPNETCORE_URLS" };

    private readonly Dictionary<string, XElement> _comments = XDocument.Load(Path.ChangeExtension(typeof(Server).Assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);

    [Fact]
    public async Task The_table_of_settings_is_what_the_options_classes_say()
    {
        var text = Repository.Read(Document).ReplaceLineEndings("\n");
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        Assert.InRange(begin, 0, end);

        await Snapshot.AssertAsync(Document, text[..(begin + Begin.Length)] + Table() + text[end..]);
    }

    [Fact]
    public void Every_section_of_the_server_is_in_the_table()
    {
        // Nothing reads a section by itself but the options classes, and what the operator finds beside the table.
        string[] sections = [.. OptionsTypes().Select(SectionOf).Where(s => s.Length > 0)];

        Assert.Superset(new HashSet<string> { "Database", "Persnr", "Secrets", "Webhooks", "Mail", "OAuth", "Throttle", "Proxy", "Demo", "UserLogin:Provider" }, sections.ToHashSet());
        Assert.Equal(sections.Distinct(), sections);
    }

    private static IEnumerable<Type> OptionsTypes() => typeof(Server).Assembly.GetTypes()
        .Where(type => type is { IsPublic: true, IsClass: true } && type.Name.EndsWith("Options", StringComparison.Ordinal))
        .OrderBy(SectionOf, StringComparer.Ordinal).ThenBy(type => type.Name, StringComparer.Ordinal);

    private static string SectionOf(Type type) => type.GetField("Section")?.GetRawConstantValue() as string ?? "";

    // Only what can be set; the rest is made of it.
    private static IEnumerable<PropertyInfo> Settings(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite || p.PropertyType == typeof(Dictionary<string, string>));

    private static string NameOf(Type type, PropertyInfo setting)
    {
        if (setting.GetCustomAttribute<ConfigurationKeyNameAttribute>() is { Name: var given })
        {
            return given;
        }

        var section = SectionOf(type);
        var name = section.Length > 0 ? $"{section.Replace(":", "__", StringComparison.Ordinal)}__{setting.Name}" : HostSettings.GetValueOrDefault(setting.Name, setting.Name);
        return setting.PropertyType == typeof(Dictionary<string, string>) ? name + "__N" : name;
    }

    private static string KindOf(PropertyInfo setting)
    {
        var type = Nullable.GetUnderlyingType(setting.PropertyType) ?? setting.PropertyType;
        var kind = type == typeof(bool) ? "`true` or `false`"
            : type == typeof(int) ? "whole number"
            : type == typeof(double) ? "number"
            : type == typeof(DateOnly) ? "date"
            : type == typeof(Dictionary<string, string>) ? "key"
            : type.IsEnum ? string.Join(" or ", Enum.GetNames(type).Select(name => $"`{name}`"))
            : type == typeof(string) ? "text"
            : throw new InvalidOperationException($"{setting.DeclaringType!.Name}.{setting.Name} is of a type that the table has no word for.");
        return setting.GetCustomAttribute<RangeAttribute>() is { } range
            ? string.Create(CultureInfo.InvariantCulture, $"{kind}, {range.Minimum} to {range.Maximum}")
            : kind;
    }

    private static string DefaultOf(Type type, PropertyInfo setting) => setting.GetValue(Activator.CreateInstance(type)) switch
    {
        null or "" or Dictionary<string, string> => "none",
        bool flag => flag ? "`true`" : "`false`",
        DateOnly date => $"`{date:yyyy-MM-dd}`",
        var value => string.Create(CultureInfo.InvariantCulture, $"`{value}`"),
    };

    private static string UnitOf(string name) =>
        name.EndsWith("Seconds", StringComparison.Ordinal) ? "seconds"
        : name.EndsWith("Bytes", StringComparison.Ordinal) ? "bytes"
        : name.EndsWith("Days", StringComparison.Ordinal) ? "days"
        : name.Contains("PerMinute", StringComparison.Ordinal) ? "a minute"
        : name.Contains("PerSecond", StringComparison.Ordinal) ? "a second"
        : "";

    private string Table()
    {
        var table = new StringBuilder("| setting | type | default | unit | meaning |\n|---|---|---|---|---|\n");
        foreach (var type in OptionsTypes())
        {
            foreach (var setting in Settings(type))
            {
                table.Append($"| `{NameOf(type, setting)}` | {KindOf(setting)} | {DefaultOf(type, setting)} | {UnitOf(setting.Name)} | {MeaningOf(type, setting)} |\n");
            }
        }

        return table.ToString();
    }

    private string MeaningOf(Type type, PropertyInfo setting)
    {
        var summary = _comments[$"P:{type.FullName}.{setting.Name}"].Element("summary")!;
        var text = string.Concat(summary.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" } see => $"`{see.Attribute("cref")!.Value.Split('.')[^1]}`",
            XElement element => $"`{element.Value}`",
            _ => node.ToString(),
        }));
        return Blanks().Replace(text, " ").Trim().Replace("|", "\\|", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Blanks();
}
