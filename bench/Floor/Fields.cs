namespace Floor;

// Writes a statement's rows as objects. The fields are explained where they are written down, in Statements.sql.
internal sealed class Fields
{
    private static readonly JsonEncodedText[] AppNames = [default, .. OrdningCatalogue.All.Select(o => JsonEncodedText.Encode(o.AppName))];
    private readonly List<(JsonEncodedText Name, string Kind, int Column, byte[] Url)> _fields = [];
    private readonly byte[][] _roles;
    private readonly PersnrProtector _protector;

    public Fields(string host, PersnrProtector protector, string fields)
    {
        byte[] Url(string path, string end = "") => Encoding.ASCII.GetBytes($"\"{host}/finautapi/v1/{path}/{end}");
        _protector = protector;
        _roles = [.. Enumerable.Range(0, 60).Select(n => n < 4 || n % 4 == 0 ? []
            : Url($"userrole/{OrdningCatalogue.Get(n / 4).AppName}_{((UserType)(n % 4)).Code()}", "\""))];
        var column = 0;
        foreach (var field in fields.Split(' ').Select(f => f.Split(':')))
        {
            _fields.Add((JsonEncodedText.Encode(field[0]), field[1].Contains('[') ? "[]" : field[1], column, Url(field[1].Trim('[', ']'))));
            column += field[1] switch { "{" or "}" => 0, "persnr" => 2, _ => 1 };
        }
    }

    public void Write(Utf8JsonWriter json, NpgsqlDataReader row)
    {
        json.WriteStartObject();
        foreach (var (name, kind, column, url) in _fields)
        {
            byte[] Bytes(int at = 0) => row.GetFieldValue<byte[]>(column + at);
            switch (kind)
            {
                case "{": json.WriteStartObject(name); break;
                case "}": json.WriteEndObject(); break;
                case "optional" when row.IsDBNull(column): break;
                case var _ when row.IsDBNull(column): json.WriteNull(name); break;
                case "text" or "optional": json.WriteString(name, Bytes()); break;
                case "persnr": json.WriteString(name, _protector.Reveal(Bytes(), Bytes(1)).Digits); break;
                case "time": WriteTime(json, name, row.GetDateTime(column)); break;
                case "appname": json.WriteString(name, AppNames[row.GetInt64(column)]); break;
                case "raw": json.WritePropertyName(name); json.WriteRawValue(Bytes(), skipInputValidation: true); break;
                case "topics": json.WritePropertyName(name); JsonElement.Parse(Bytes()).WriteTo(json); break;
                case "roles": WriteArray(json, name, [], row.GetFieldValue<long[]>(column)); break;
                case "[]": WriteArray(json, name, url, row.GetFieldValue<long[]>(column)); break;
                default: json.WritePropertyName(name); WriteUrl(json, url, row.GetInt64(column)); break;
            }
        }

        json.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter json, JsonEncodedText name, DateTime time)
    {
        Span<byte> text = stackalloc byte[28];
        time.TryFormat(text, out _, "O");
        text[23] = (byte)'Z';
        json.WriteString(name, text[..24]);
    }

    private void WriteArray(Utf8JsonWriter json, JsonEncodedText name, byte[] url, long[] numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            WriteUrl(json, url.Length == 0 ? _roles[number] : url, url.Length == 0 ? null : number);
        }

        json.WriteEndArray();
    }

    private static void WriteUrl(Utf8JsonWriter json, byte[] prefix, long? number)
    {
        Span<byte> url = stackalloc byte[prefix.Length + 22];
        prefix.CopyTo(url);
        var end = prefix.Length;
        if (number is { } digits)
        {
            Utf8Formatter.TryFormat(digits, url[end..], out var length);
            "/\""u8.CopyTo(url[(end + length)..]);
            end += length + 2;
        }

        json.WriteRawValue(url[..end], skipInputValidation: true);
    }
}
