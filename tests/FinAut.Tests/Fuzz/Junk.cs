using System.Text.Json.Nodes;

namespace FinAut.Tests.Fuzz;

/// <summary>Values that no client should send, and some that are right elsewhere.</summary>
internal static class Junk
{
    // JSON allows escapes that are no Unicode text, which a .NET string cannot be made to write: these stand for them.
    private const char HighSurrogate = '\uE000';
    private const char LowSurrogate = '\uE001';
    private const char Null = '\uE002';

    private static readonly int[] Lengths = [11, 21, 101, 255, 256, 1001, 5000, 25_000];

    private static readonly string[] Texts =
    [
        "", " ", "\t\n", "null", "true", "0", "-1", "1e9", "NaN", "x", "æøå", "A\u030Ase", "\u200B", "\u202Eabc\u202C", "\uFEFF", "\uFFFF", "\uFFFE", "A\uFFFE1", "\uFDD0", "\uD83F\uDFFE", "\uDBFF\uDFFFx",
        "😀😀", "👩‍👩‍👧‍👦", "ﷺ", "１２３", "i̇", "'; DROP TABLE users; --", "<script>alert(1)</script>", "${jndi:ldap://x}", "../../etc/passwd", "%00", "%zz",
        "a\"b\\c", "\u0001\u001F", "{\"a\":1}", "2026-02-30", "2026-2-3", "20260203", "2026-01-01T00:00:00Z", "0001-01-01", "9999-12-31", "10000-01-01",
        "hvilende", "utmeldt", "afrnew", "tlok", "afr", "AFR", "bestått", "a@b", "kari@example.no", "91234567", "+47 91234567", "12345678901",
        "11111111111", "55110098692", "590499", "999999", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1.5",
        $"{HighSurrogate}", $"{LowSurrogate}", $"a{HighSurrogate}b", $"{LowSurrogate}{HighSurrogate}", $"{Null}", $"a{Null}b",
        "/finautapi/v1/user/590499/", "/finautapi/v1/user/900001/", "/finautapi/v1/user/0/", "/finautapi/v1/user//", "/finautapi/v1/companies/2265/",
        "/finautapi/v1/companies/9001/", "/finautapi/v1/departments/9002/", "/finautapi/v1/departments/123/", "/finautapi/v1/franchises/5001/",
        "/finautapi/v1/franchises/5003/", "/finautapi/v1/userrole/afr_ka/", "/finautapi/v1/userrole/krd_tl/", "userrole/1/", "afr_xx", "_", "afr_ka_",
        "https://other.example/finautapi/v1/companies/456/", "http://", "http://[::1", "http://x/finautapi/v1/user/1/?a=b#c", "//", "javascript:alert(1)",
        "file:///finautapi/v1/user/1/", "http://\u0661\u0662/finautapi/v1/user/1/",
    ];

    // As they stand in JSON.
    private static readonly string[] Others =
    [
        "null", "true", "false", "0", "1", "-1", "7", "1.5", "100.001", "101", "-0.0", "1e2", "1E400", "-1e400", "1e-400", "123456789012345678901234567890",
        "9223372036854775807", "9223372036854775808", "0.1234567890123456789012345678901234567890", "[]", "{}", "[null]", "[[]]", "[{}]", "[1,\"a\",null]",
        "[\"afr_ka\"]", "[\"afr_ka\",5]", "[\"afr_ka\",\"afr_ka\"]", "{\"a\":1}", "{\"company\":2265}", "{\"company\":{\"company\":{}}}", "{\"name\":\"x\"}",
        "[{\"name\":\"x\",\"passed\":true}]", "[{\"name\":\"x\",\"passed\":\"maybe\",\"score\":-5}]", "{\"\":\"\"}",
    ];

    private static readonly string[] Names =
    [
        "id", "changed", "created", "encoded_userid", "administers", "employment", "ordning", "locked", "version", "is_admin", "__proto__", "$type", "", " ",
        "persnr ", "PERSNR", "first_name\u0301", "work_for.company", "topics", "æ", $"per{HighSurrogate}", $"{HighSurrogate}", $"us{LowSurrogate}er", $"{Null}", $"goa{Null}",
    ];

    public static string Name(Random random) => Pick(random, Names);

    public static string Text(Random random) => random.Next(5) == 0 ? Long(random) : Pick(random, Texts);

    public static JsonNode? Value(Random random) =>
        random.Next(2) == 0 ? JsonValue.Create(Text(random)) : JsonNode.Parse(Pick(random, Others));

    /// <summary>Puts in what the stand-ins stand for.</summary>
    public static string Finish(string json) => json
        .Replace(HighSurrogate.ToString(), "\\ud800", StringComparison.Ordinal)
        .Replace(LowSurrogate.ToString(), "\\udc00", StringComparison.Ordinal)
        .Replace(Null.ToString(), "\\u0000", StringComparison.Ordinal);

    public static T Pick<T>(Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    // Some characters take two UTF-16 units, and some are two that compose to one.
    private static string Long(Random random)
    {
        var unit = Pick(random, ["x", "ø", "😀", "e\u0301", " ", "a.", "a@", "1", "/", "-"]);
        return string.Concat(Enumerable.Repeat(unit, Pick(random, Lengths))) + Pick(random, ["", "@example.no", "/"]);
    }
}
