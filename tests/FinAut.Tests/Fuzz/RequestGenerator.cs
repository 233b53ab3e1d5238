using System.Text.Json.Nodes;
using FinAut.Tests.Docs;
using FinAut.Tests.Infrastructure;

namespace FinAut.Tests.Fuzz;

/// <summary>Makes requests of the document's operations: good ones, refused ones, and such as are spoilt in one place or in several.</summary>
internal sealed class RequestGenerator(FuzzWorld world, OpenApiDocument document, Random random)
{
    private const string Key = "{";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "MERGE", "X-Y'Z!"];

    // What stands in a target as it is, encoded or not.
    private static readonly string[] Targets =
    [
        "%00", "%", "%zz", "%ff", "%c0%80", "%ed%a0%80", "%2f", "%5c", "..", "%2e%2e", ".", ";a=b", "~", "'", "(", "[", "{", "|", "^", "*", "+", "%20", "%0d%0aX-Evil:%201",
        "0", "-1", "00", "1.5", "1e3", "0x1", "%EF%BC%91", "9223372036854775807", "9223372036854775808", "99999999999999999999999999", "%C3%A6", "%F0%9F%98%80", "A%EF%BF%BE1", "%EF%B7%90", "null",
    ];

    private static readonly (string Name, string[] Values)[] Odd =
    [
        ("Accept", ["application/json", "*/*", "text/html", "application/xml", "application/*;q=0.1", "application/json;q=0", "junk", ";", "", "text/html, application/json;q=0.5", "application/problem+json"]),
        ("Accept-Language", ["nb", "en", "xx-\"", "*", ",,,;q=9"]),
        ("Accept-Encoding", ["gzip, br", "identity;q=0", "*;q=0", "junk"]),
        ("Content-Encoding", ["gzip", "br", "identity", "gzip, gzip", "junk"]),
        ("X-Correlation-Id", ["fuzz-1", "", "<script>", "a b", "æ", "${jndi:ldap://x}"]),
        ("X-Forwarded-For", ["10.0.0.1", "junk", "::1"]),
        ("X-Forwarded-Host", ["evil.example", "", "a b"]),
        ("X-Forwarded-Proto", ["https", "javascript"]),
        ("Forwarded", ["host=evil.example;proto=https"]),
        ("X-HTTP-Method-Override", ["DELETE", "GET"]),
        ("X-Original-URL", ["/staff/", "/finautapi/v1/user/900001/"]),
        ("If-None-Match", ["*", "\"x\"", "junk"]),
        ("If-Match", ["\"x\"", "*"]),
        ("If-Modified-Since", ["Sat, 01 Jan 2050 00:00:00 GMT", "junk"]),
        ("Range", ["bytes=0-1", "bytes=-1", "junk"]),
        ("Cookie", ["finaut=x", "a=b; c", "=;=;", "finaut=" + "%00"]),
        ("X-CSRF-Token", ["x"]),
        ("Origin", ["https://evil.example", "null"]),
        ("Referer", ["https://evil.example/", "junk"]),
        ("User-Agent", ["", "sqlmap", "æøå", "${jndi:ldap://x}"]),
        ("Authorization", ["Basic eDp5", "Bearer", "junk"]),
    ];

    private readonly BodyMutator _bodies = new(random);

    /// <summary>A request that the operation should accept, as far as one can know.</summary>
    public FuzzRequest Good(Operation operation)
    {
        if (operation.Path == FuzzPaths.Endpoints && operation.Method == "POST" && world.HasEnoughEndpoints)
        {
            return Refused(operation);
        }

        var key = KeyOf(operation);
        var query = operation.Parameters.Where(p => p.Text("in") == "query" && random.Next(4) == 0).Select(p => (p.Text("name"), GoodValue(p.Text("name")))).ToList();
        var headers = Credentials(operation);
        FuzzBody? body = null;
        if (operation.HasBody)
        {
            var fields = GoodBody(operation, key);
            body = operation.IsOfApi && random.Next(5) > 0 ? FuzzBody.Json(fields.ToJsonString()) : operation.IsOfApi ? Flat(fields) : FuzzBody.Form(fields);
        }

        return new(operation, Aim.Operation, operation.Method, TargetOf(operation, key, query), headers, body);
    }

    /// <summary>A request that the operation must refuse.</summary>
    public FuzzRequest Refused(Operation operation)
    {
        var target = TargetOf(operation, KeyOf(operation), []);
        if (operation.IsOfApi)
        {
            string? value = random.Next(6) switch
            {
                0 => null,
                1 => "Bearer " + Junk.Pick(random, ["x", "=", "", new string('a', 5000), "a b", world.Token + "x", world.Token.ToUpperInvariant()]),
                2 => "Basic " + Convert.ToBase64String("finaut-demo:finaut-demo-secret"u8),
                3 => "Bearer " + (world.SpareTokens.Count > 0 ? Revoked() : "x"),
                4 => "Token " + world.Token,
                _ => "Bearer,",
            };
            return new(operation, Aim.Operation, operation.Method, target, value is null ? [] : [new("Authorization", value)], BodyOf(operation));
        }

        return operation.Method == "POST"
            ? new(operation, Aim.Operation, "POST", target, [], FuzzBody.Form(new JsonObject { ["grant_type"] = "client_credentials", ["token"] = "x", ["client_id"] = Junk.Pick(random, ["finaut-demo", "nobody"]), ["client_secret"] = "wrong" }))
            : new(operation, Aim.Astray, operation.Method, target, [new("Host", "no.host:99999999")], null);
    }

    /// <summary>Anything at all.</summary>
    public FuzzRequest Next(Operation operation) => random.Next(20) switch
    {
        < 8 => Good(operation),
        8 => Refused(operation),
        9 => WithLesserToken(operation),
        10 or 11 or 12 => SpoiltQuery(operation),
        13 => SpoiltKey(operation),
        14 => SpoiltTarget(operation),
        15 => SpoiltHeaders(Good(operation)),
        16 => OtherMethod(operation),
        _ when !operation.HasBody => SpoiltHeaders(SpoiltQuery(operation)),
        19 => SpoiltHeaders(SpoiltBody(operation)),
        _ => SpoiltBody(operation),
    };

    private string Revoked() => world.SpareTokens.Peek()[..^1] + "_";

    private FuzzRequest WithLesserToken(Operation operation)
    {
        var good = Good(operation);
        return operation.IsOfApi ? good with { Headers = [new("Authorization", "Bearer " + Junk.Pick(random, world.LesserTokens))] } : good;
    }

    private FuzzRequest SpoiltQuery(Operation operation)
    {
        var good = Good(operation);
        var known = operation.Parameters.Where(p => p.Text("in") == "query").Select(p => p.Text("name")).ToList();
        var parts = new List<string>();
        for (var n = random.Next(4); n >= 0; n--)
        {
            var name = known.Count == 0 || random.Next(4) == 0 ? Junk.Pick(random, ["page", "format", "persnr", "access_token", "user", "x", "PAGE", "page[]", "", "æ", "__proto__"]) : Junk.Pick(random, known);
            var value = random.Next(3) switch { 0 => Uri.EscapeDataString(GoodValue(name)), 1 => Junk.Pick(random, Targets), _ => Escape(Shorten(Junk.Text(random))) };
            parts.Add(random.Next(10) == 0 ? name : $"{Escape(name)}={value}");
            if (random.Next(4) == 0)
            {
                parts.Add(parts[^1]); // the same once more
            }
        }

        return good with { Target = $"{good.Target.Split('?')[0]}?{string.Join(random.Next(10) == 0 ? "&&" : "&", parts)}" };
    }

    private FuzzRequest SpoiltKey(Operation operation)
    {
        var good = Good(operation);
        if (!operation.Path.Contains(Key, StringComparison.Ordinal))
        {
            return SpoiltQuery(operation);
        }

        var key = random.Next(3) switch { 0 => Junk.Pick(random, Targets), 1 => Escape(Shorten(Junk.Text(random))), _ => Junk.Pick(random, ["900001", "9001", "9002", "777777777", "0", "-5"]) };
        return good with { Aim = Aim.Astray, Target = TargetOf(operation, key, []) };
    }

    private FuzzRequest SpoiltTarget(Operation operation)
    {
        var good = Good(operation);
        var path = good.Target.Split('?')[0];
        var target = random.Next(8) switch
        {
            0 => path.TrimEnd('/'),
            1 => path.Replace("/v1/", "//v1/", StringComparison.Ordinal),
            2 => path.ToUpperInvariant(),
            3 => path + Junk.Pick(random, Targets),
            4 => path + Junk.Pick(random, Targets) + "/",
            5 => path.Insert(random.Next(1, path.Length), Junk.Pick(random, Targets)),
            6 => path + "/",
            _ => path + new string('a', Junk.Pick(random, [300, 3000, 9000])) + "/",
        };
        return good with { Aim = Aim.Astray, Target = target };
    }

    private FuzzRequest SpoiltHeaders(FuzzRequest request)
    {
        var headers = request.Headers.ToList();
        for (var n = random.Next(3); n >= 0; n--)
        {
            var (name, values) = Junk.Pick(random, Odd);
            headers.Add(new(name, Junk.Pick(random, values)));
        }

        if (random.Next(8) == 0)
        {
            return request with { Aim = Aim.Astray, Headers = [.. headers, new("Host", Junk.Pick(random, ["evil.example", "a:b:c", "x@y", "[::1]", "127.0.0.1:0", "no.host:99999999", "æ"]))] };
        }

        return request with { Headers = headers };
    }

    private FuzzRequest OtherMethod(Operation operation)
    {
        var good = Good(operation);
        if (operation.Method == "GET" && random.Next(2) == 0)
        {
            return good with { Aim = Aim.Head, Method = "HEAD" };
        }

        if (random.Next(3) == 0)
        {
            return good with { Aim = Aim.Options, Method = "OPTIONS" };
        }

        return good with { Aim = Aim.WrongMethod, Method = Junk.Pick(random, Methods) };
    }

    private FuzzRequest SpoiltBody(Operation operation)
    {
        var key = KeyOf(operation);
        var good = GoodBody(operation, key);
        return new(
            operation,
            Aim.Operation,
            operation.Method,
            TargetOf(operation, key, []),
            Credentials(operation),
            operation.IsOfApi || random.Next(4) == 0 ? _bodies.Mutate(good) : _bodies.MutateForm(good));
    }

    private FuzzBody? BodyOf(Operation operation) => !operation.HasBody ? null : FuzzBody.Json(GoodBody(operation, KeyOf(operation)).ToJsonString());

    // A form as the API reads it: with dots for what is nested, and a field once for each item of a list.
    private static FuzzBody Flat(JsonObject body)
    {
        var parts = body.SelectMany(field => field.Value switch
        {
            JsonObject inner => inner.Select(f => ($"{field.Key}.{f.Key}", f.Value?.ToString() ?? "")),
            JsonArray list => list.Select(item => (field.Key, item is JsonValue ? item.ToString() : "")),
            var value => [(field.Key, value?.ToString() ?? "")],
        });
        return new FuzzBody(
            System.Text.Encoding.ASCII.GetBytes(string.Join('&', parts.Select(p => $"{Uri.EscapeDataString(p.Item1)}={Uri.EscapeDataString(p.Item2)}"))),
            "application/x-www-form-urlencoded");
    }

    private List<KeyValuePair<string, string>> Credentials(Operation operation) => !operation.IsOfApi
        ? []
        : [new("Authorization", "Bearer " + (operation.IsOfPeople && (operation.Path.StartsWith(FuzzPaths.Results, StringComparison.Ordinal) || random.Next(4) == 0) ? world.ExamToken : world.Token))];

    private string KeyOf(Operation operation)
    {
        if (!operation.Path.Contains(Key, StringComparison.Ordinal))
        {
            return "";
        }

        var keys = world.Keys(operation.Path.Split(Key)[0]);
        return keys.Count > 0 ? Junk.Pick(random, keys) : operation.Parameters.Single(p => p.Text("in") == "path").GetProperty("example").ToString();
    }

    private static string TargetOf(Operation operation, string key, List<(string Name, string Value)> query)
    {
        var path = operation.Path.Contains(Key, StringComparison.Ordinal) ? operation.Path[..operation.Path.IndexOf('{', StringComparison.Ordinal)] + key + operation.Path[(operation.Path.IndexOf('}', StringComparison.Ordinal) + 1)..] : operation.Path;
        return query.Count == 0 ? path : $"{path}?{string.Join('&', query.Select(q => $"{q.Name}={Uri.EscapeDataString(q.Value)}"))}";
    }

    private string GoodValue(string name) => name switch
    {
        "page" => Junk.Pick(random, ["1", "last", "", "1"]),
        "persnr" => random.Next(2) == 0 || world.PersnrOf(Pick(FuzzPaths.Users)) is not { } own ? "55110098692" : own,
        "user" => Pick(FuzzPaths.Users),
        "company" => "2265",
        "department" => Junk.Pick(random, ["2266", $"{TestServer.Root}departments/123/"]),
        "endpoint" => Pick(FuzzPaths.Endpoints),
        "state" => Junk.Pick(random, ["pending", "delivered"]),
        "appname" => Junk.Pick(random, ["afr", "krd", "gos", "sfu"]),
        "year" => Junk.Pick(random, ["2025", "2026"]),
        "from_date" => Junk.Pick(random, ["2026-01-01", "2020-02-29"]),
        "encoded_userid" or "encrypted_userid" => "example_encrypted_id_123",
        "employee_alias" => Junk.Pick(random, ["A590499", "A1234"]),
        _ => "1",
    };

    private string Pick(string list) => world.Keys(list) is { Count: > 0 } keys ? Junk.Pick(random, keys) : "1";

    // The document's own example, with some of the other fields, and what must be of this moment.
    private JsonObject GoodBody(Operation operation, string key)
    {
        var content = operation.Json.GetProperty("requestBody").GetProperty("content");
        var schema = document.Resolve(content.GetProperty(operation.IsOfApi ? "application/json" : "application/x-www-form-urlencoded").GetProperty("schema"));
        var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(n => n.GetString()!).ToList() : [];
        var body = operation.IsOfApi ? JsonNode.Parse(operation.Body.GetRawText())!.AsObject() : [];
        foreach (var field in schema.GetProperty("properties").EnumerateObject())
        {
            if (body.ContainsKey(field.Name))
            {
                if (!required.Contains(field.Name) && random.Next(4) == 0)
                {
                    body.Remove(field.Name);
                }
            }
            else if (field.Value.TryGetProperty("examples", out var examples) && (required.Contains(field.Name) || !operation.IsOfApi || random.Next(15) == 0))
            {
                body[field.Name] = JsonNode.Parse(examples[0].GetRawText());
            }
        }

        foreach (var name in body.Select(f => f.Key).ToList())
        {
            if (Present(operation, name, key) is { } value)
            {
                body[name] = value;
            }
        }

        return body;
    }

    private JsonNode? Present(Operation operation, string name, string key) => name switch
    {
        "persnr" => operation.Method == "POST" ? FuzzWorld.NextPersnr() : world.PersnrOf(key),
        "user" when operation.Path.Contains("competency", StringComparison.Ordinal) => null,
        "user" => Junk.Pick(random, [Pick(FuzzPaths.Users), $"{FuzzPaths.Users}{Pick(FuzzPaths.Users)}/", $"https://x.example{FuzzPaths.Users}{Pick(FuzzPaths.Users)}/"]),
        "status" when operation.Path.Contains("userstatus", StringComparison.Ordinal) => Junk.Pick(random, ["hvilende", "hvilende", "hvilende", "utmeldt"]),
        "status_date" => Junk.Pick(random, ["2026-11-23", "2026-12-01", "2027-01-01"]),
        "external_id" => $"course-{random.Next(200)}",
        "url" => $"https://lms.example.no/finaut/{random.Next(1000)}",
        "first_name" => Junk.Pick(random, ["Kari", "Åse", "Ola Nordmann", "😀"]),
        "token" => world.SpareTokens.Count > 0 ? world.SpareTokens.Peek() : "x",
        "scope" => Junk.Pick(random, ["read write", "read", "webhooks"]),
        _ => null,
    };

    // A target longer than the server reads is one case among many, not every fifth.
    private string Shorten(string text) => text.Length > 600 && random.Next(10) > 0 ? text[..600] : text;

    private static string Escape(string text) => string.Concat(System.Text.Encoding.UTF8.GetBytes(text).Select(b => char.IsAsciiLetterOrDigit((char)b) ? ((char)b).ToString() : $"%{b:X2}"));
}
