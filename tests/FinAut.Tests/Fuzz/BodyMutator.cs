using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FinAut.Tests.Fuzz;

/// <summary>Spoils a good body in one of the ways in which clients, and people who mean no good, spoil them.</summary>
internal sealed class BodyMutator(Random random)
{
    private const int MostChanges = 3;

    // Below the server's limit, at which it closes the connection while the body is still being sent.
    private const int MaxLength = 1_000_000;

    // More fields than a form may have.
    private const int TooManyFields = 1100;

    // Deeper than the server reads, and deep enough to end a recursive reader.
    private static readonly int[] Depths = [20, 31, 32, 33, 64, 1000, 100_000];

    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string?[] ContentTypes =
    [
        null, "", "application/json", "application/json; charset=utf-8", "application/json; charset=utf-16", "application/json; charset=\"utf-8\"",
        "application/json; charset=nonsense", "APPLICATION/JSON", "application/problem+json", "text/json", "text/plain", "text/html", "application/xml", "*/*",
        "application/octet-stream", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x",
        "multipart/mixed; boundary=x", "application/json, text/plain", ";", "json", "application/x-www-form-urlencoded; charset=utf-7",
        "application/json; charset=utf8", "application/json; charset=", "application/json; charset=iso-8859-1", "application/json; charset=\"Windows-1252\"",
        "application/json; charset=utf-16be", "application/x-www-form-urlencoded; charset=utf-16", "application/x-www-form-urlencoded; charset=latin1",
    ];

    public FuzzBody Mutate(JsonObject good)
    {
        while (true)
        {
            if (MutateOnce(good) is { Bytes.Length: < MaxLength } body)
            {
                return body;
            }
        }
    }

    /// <summary>A form of the fields of a good body, spoilt or not.</summary>
    public FuzzBody MutateForm(JsonObject good)
    {
        while (true)
        {
            if (Form(random.Next(3) == 0 ? good : Spoil(good)) is { Bytes.Length: < MaxLength } body)
            {
                return body;
            }
        }
    }

    private FuzzBody MutateOnce(JsonObject good) => random.Next(20) switch
    {
        < 11 => FuzzBody.Json(Write(Spoil(good))),
        < 14 => FuzzBody.Json(SpoilText(Write(random.Next(2) == 0 ? good : Spoil(good)))),
        14 => SpoilBytes(FuzzBody.Json(Write(good))),
        15 => FuzzBody.Json(Write(good)) with { ContentType = Junk.Pick(random, ContentTypes) },
        16 or 17 => Form(random.Next(2) == 0 ? good : Spoil(good)),
        18 => Multipart(random.Next(2) == 0 ? good : Spoil(good)),
        _ => FuzzBody.Json(Write(good)), // a good one now and then, so that the bad ones meet data
    };

    private static string Write(JsonObject body) => Junk.Finish(body.ToJsonString(Unescaped));

    private JsonObject Spoil(JsonObject good)
    {
        var body = good.DeepClone().AsObject();
        for (var changes = random.Next(MostChanges); changes >= 0; changes--)
        {
            var target = PickObject(body);
            var names = target.Select(field => field.Key).ToList();
            var name = names.Count == 0 || random.Next(8) == 0 ? Junk.Name(random) : Junk.Pick(random, names);
            switch (random.Next(6))
            {
                case 0:
                    target.Remove(name);
                    break;
                case 1 when target[name] is JsonArray list:
                    list.Insert(random.Next(list.Count + 1), Junk.Value(random));
                    break;
                case 2 when target[name] is { } value:
                    target[name] = random.Next(2) == 0 ? new JsonArray(value.DeepClone()) : JsonValue.Create(value.ToString());
                    break;
                default:
                    target[name] = Junk.Value(random);
                    break;
            }
        }

        return body;
    }

    // The body itself or an object in it.
    private JsonObject PickObject(JsonObject body)
    {
        var inner = body.Select(field => field.Value).OfType<JsonObject>().ToList();
        return inner.Count > 0 && random.Next(3) == 0 ? Junk.Pick(random, inner) : body;
    }

    private string SpoilText(string json) => random.Next(12) switch
    {
        0 => json[..random.Next(json.Length)],
        1 => "{\"" + Junk.Pick(random, ["persnr", "user", "userroles", "status", "work_for", "goal"]) + "\":" + Junk.Finish((Junk.Value(random)?.ToJsonString(Unescaped) ?? "null") + ",") + json[1..],
        2 => json[..^1] + ",\"" + Junk.Pick(random, ["persnr", "user", "userroles", "score", "topics", "passed_date"]) + "\":" + Nested('[', ']') + "}",
        3 => Nested('[', ']'),
        4 => "{\"work_for\":" + string.Concat(Enumerable.Repeat("{\"company\":", Junk.Pick(random, Depths))),
        5 => Junk.Pick(random, ["", " ", "null", "true", "1", "\"text\"", "[]", "{}", "[{}]", "{]", "{\"a\"}", "NaN", "{'a':1}", "\uFEFF{}", "{\"a\":1}{\"a\":1}", "{\"a\":\"\\uZZZZ\"}", "{\"a\":\"\\x\"}", "0x1F", "01"]),
        6 => "[" + json + "]",
        7 => json + Junk.Pick(random, ["}", ",", "x", "\0", json, " // comment", "/* */"]),
        8 => json.Replace(":", "=", StringComparison.Ordinal),
        9 => json.Replace("}", ",}", StringComparison.Ordinal),
        10 => json.Replace('"', '\''),
        _ => "\uFEFF" + json,
    };

    private string Nested(char open, char close)
    {
        var depth = Junk.Pick(random, Depths);
        return new string(open, depth) + new string(close, depth);
    }

    private FuzzBody SpoilBytes(FuzzBody body)
    {
        var bytes = body.Bytes.ToArray();
        switch (random.Next(4))
        {
            case 0:
                for (var i = random.Next(1, 6); i > 0; i--)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                return body with { Bytes = bytes };
            case 1:
                random.NextBytes(bytes);
                return body with { Bytes = bytes, ContentType = Junk.Pick(random, ContentTypes) };
            case 2:
                return body with { Bytes = Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes)), ContentType = Junk.Pick(random, ContentTypes) };
            default:
                // Inside a text: an overlong form, half a character, and a surrogate.
                var at = Math.Max(0, Array.LastIndexOf(bytes, (byte)'"'));
                byte[] broken = [.. bytes[..at], .. Junk.Pick<byte[]>(random, [[0xC0, 0x80], [0xC3], [0xED, 0xA0, 0x80], [0xFF]]), .. bytes[at..]];
                return body with { Bytes = broken };
        }
    }

    private FuzzBody Form(JsonObject body)
    {
        var fields = Fields(body);
        switch (random.Next(6))
        {
            case 0:
                fields.Add(KeyValuePair.Create(Junk.Pick(random, ["work_for", "work_for.", ".", ".company", "work_for.company.x", "work_for[company]", "a.b.c", "persnr.x", "topics"]), Junk.Text(random)));
                break;
            case 1:
                fields = [.. Enumerable.Range(0, TooManyFields).Select(i => KeyValuePair.Create($"f{i}", "x")), .. fields];
                break;
            case 2:
                fields.AddRange(fields.ToList());
                break;
        }

        var text = string.Join('&', fields.Select(f => $"{Encode(f.Key)}={Encode(f.Value)}")) + (random.Next(6) == 0 ? Junk.Pick(random, ["&", "=", "&&==", "%", "%zz", "&a%00=%00", "&x=%ED%A0%80", "&x=%C5", "&email=%EF%BF%BE", "&{\"a\":1}"]) : "");
        return new FuzzBody(Encoding.UTF8.GetBytes(text), Junk.Pick(random, ["application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=UTF-8"]));
    }

    private FuzzBody Multipart(JsonObject body)
    {
        var boundary = Junk.Pick(random, ["x", "----boundary", new string('b', 200)]);
        var parts = Fields(body).Select(f => $"--{boundary}\r\nContent-Disposition: form-data; name=\"{f.Key}\"\r\n\r\n{f.Value}\r\n");
        var text = string.Concat(parts) + (random.Next(4) == 0 ? "" : $"--{boundary}--\r\n");
        return new FuzzBody(Encoding.UTF8.GetBytes(text), $"multipart/form-data; boundary={boundary}");
    }

    private static List<KeyValuePair<string, string>> Fields(JsonObject body)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in body)
        {
            switch (value)
            {
                case JsonObject inner:
                    fields.AddRange(inner.Select(f => KeyValuePair.Create($"{name}.{f.Key}", f.Value?.ToString() ?? "")));
                    break;
                case JsonArray list:
                    fields.AddRange(list.Select(item => KeyValuePair.Create(name, item?.ToString() ?? "")));
                    break;
                default:
                    fields.Add(KeyValuePair.Create(name, value?.ToString() ?? ""));
                    break;
            }
        }

        return fields;
    }

    // Uri's own escaping refuses half of a surrogate pair.
    private static string Encode(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(b =>
        char.IsAsciiLetterOrDigit((char)b) || b is (byte)'.' or (byte)'_' or (byte)'-' ? ((char)b).ToString() : "%" + b.ToString("X2", CultureInfo.InvariantCulture)));
}
