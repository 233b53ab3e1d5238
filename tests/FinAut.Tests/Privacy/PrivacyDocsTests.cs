using System.Text.RegularExpressions;
using FinAut.Api.Privacy;
using FinAut.Domain.Accounts;
using FinAut.Domain.Privacy;
using FinAut.Domain.Users;
using FinAut.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace FinAut.Tests.Privacy;

/// <summary>docs/privacy.md lists every column of every table about a person, and says of each what erasure does.</summary>
public sealed partial class PrivacyDocsTests
{
    private const int RegexTimeout = 1000;
    private const string Removed = "removed";

    // Their rows go.
    private static readonly Type[] Deleted = [typeof(Account), typeof(Administration)];

    [Fact]
    public void Every_column_about_a_person_is_listed_and_what_is_personal_is_removed()
    {
        using var db = TestDatabase.Context("Host=127.0.0.1;Port=1");

        var held = PersonExport.Entities.Select(e => db.Model.FindEntityType(e)!)
            .SelectMany(entity => entity.GetProperties().Select(p => $"{entity.GetTableName()}.{p.GetColumnName()} {(IsRemoved(p) ? Removed : "stays")}"));

        Assert.Equal(held.Order(StringComparer.Ordinal), Listed().Order(StringComparer.Ordinal));
    }

    private static bool IsRemoved(IProperty property) =>
        Deleted.Contains(property.DeclaringType.ClrType) || property.PropertyInfo!.IsDefined(typeof(PersonalAttribute), inherit: false);

    private static IEnumerable<string> Listed()
    {
        var table = "";
        foreach (var line in Repository.Read("docs/privacy.md").Split('\n'))
        {
            if (line.StartsWith('#'))
            {
                table = line.StartsWith("### ", StringComparison.Ordinal) ? line[4..] : "";
            }
            else if (table.Length > 0 && line.StartsWith("| `", StringComparison.Ordinal))
            {
                var cells = line.Split('|', StringSplitOptions.TrimEntries);
                Assert.Equal(6, cells.Length);
                Assert.All(cells[1..^1], cell => Assert.NotEmpty(cell));
                foreach (Match column in Column().Matches(cells[1]))
                {
                    yield return $"{table}.{column.Groups["name"].Value} {(cells[4].StartsWith(Removed, StringComparison.Ordinal) ? Removed : "stays")}";
                }
            }
        }
    }

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, RegexTimeout)]
    private static partial Regex Column();
}
