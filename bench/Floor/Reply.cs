using System.Buffers;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Users;
using Npgsql;

namespace Floor;

// A body in the making. Its buffer is used again and again.
internal sealed class Reply : IDisposable
{
    private static readonly ConcurrentBag<Reply> Idle = [];

    private readonly ArrayBufferWriter<byte> _buffer = new(128 * 1024);

    private Reply() => Json = new Utf8JsonWriter(_buffer, new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public Utf8JsonWriter Json { get; }

    public static Reply Take() => Idle.TryTake(out var reply) ? reply : new Reply();

    public async Task SendAsync(HttpResponse response, string contentType = "application/json; charset=utf-8")
    {
        await Json.FlushAsync();
        (response.ContentType, response.ContentLength) = (contentType, _buffer.WrittenCount);
        await response.BodyWriter.WriteAsync(_buffer.WrittenMemory);
    }

    public void Dispose()
    {
        Json.Reset();
        _buffer.ResetWrittenCount();
        Idle.Add(this);
    }
}

// Writes a statement's rows as objects.
internal sealed class Fields(string host, PersnrProtector protector, string fields)
{
    // Dividing by it drops the zeros that the database's column adds.
    private const decimal One = 1.0000000000000000m;

    private static readonly JsonEncodedText[] AppNames = [default, .. OrdningCatalogue.All.Select(o => JsonEncodedText.Encode(o.AppName))];

    private readonly (JsonEncodedText Name, string Kind, byte[] Url)[] _fields = [.. fields.Split(' ').Select(f => f.Split(':')).Select(f => (
        JsonEncodedText.Encode(f[0]), f[1].Contains('[') ? "[]" : f[1], Encoding.ASCII.GetBytes($"\"{host}/finautapi/v1/{f[1].Trim('[', ']')}/")))];

    private readonly byte[][] _roles = [.. Enumerable.Range(0, 60).Select(n => n < 4 || n % 4 == 0 ? []
        : Encoding.ASCII.GetBytes($"\"{host}/finautapi/v1/userrole/{OrdningCatalogue.Get(n / 4).AppName}_{((UserType)(n % 4)).Code()}/\""))];

    public void Write(Utf8JsonWriter json, NpgsqlDataReader row)
    {
        var column = 0;
        json.WriteStartObject();
        foreach (var (name, kind, url) in _fields)
        {
            if (kind == "{")
            {
                json.WriteStartObject(name);
            }
            else if (kind == "}")
            {
                json.WriteEndObject();
            }
            else if (row.IsDBNull(column++))
            {
                WriteNull(json, name, kind);
            }
            else
            {
                column += WriteValue(json, name, kind, url, row, column - 1);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteNull(Utf8JsonWriter json, JsonEncodedText name, string kind)
    {
        if (kind != "optional")
        {
            json.WriteNull(name);
        }
    }

    // Says how many columns it has taken besides the first.
    private int WriteValue(Utf8JsonWriter json, JsonEncodedText name, string kind, byte[] url, NpgsqlDataReader row, int column)
    {
        Span<byte> text = stackalloc byte[28];
        switch (kind)
        {
            case "text" or "optional":
                json.WriteString(name, row.GetFieldValue<byte[]>(column));
                return 0;
            case "persnr":
                json.WriteString(name, protector.Reveal(row.GetFieldValue<byte[]>(column), row.GetFieldValue<byte[]>(column + 1)).Digits);
                return 1;
            case "time":
                row.GetDateTime(column).TryFormat(text, out _, "O");
                text[23] = (byte)'Z';
                json.WriteString(name, text[..24]);
                return 0;
            case "date":
                row.GetFieldValue<DateOnly>(column).TryFormat(text, out var length, "O");
                json.WriteString(name, text[..length]);
                return 0;
            case "percent":
                json.WriteNumber(name, row.GetDecimal(column) / One);
                return 0;
            case "number":
                json.WriteNumber(name, row.GetInt32(column));
                return 0;
            case "flag":
                json.WriteBoolean(name, row.GetBoolean(column));
                return 0;
            case "appname":
                json.WriteString(name, AppNames[row.GetInt64(column)]);
                return 0;
        }

        json.WritePropertyName(name);
        if (kind == "topics")
        {
            // Kept in the form that is sent, but for escapes.
            using var topics = JsonDocument.Parse(row.GetFieldValue<byte[]>(column));
            topics.RootElement.WriteTo(json);
        }
        else if (kind is "roles" or "[]")
        {
            json.WriteStartArray();
            Array.ForEach(kind == "roles" ? row.GetFieldValue<int[]>(column) : [], role => json.WriteRawValue(_roles[role], skipInputValidation: true));
            Array.ForEach(kind == "[]" ? row.GetFieldValue<long[]>(column) : [], number => WriteUrl(json, url, number));
            json.WriteEndArray();
        }
        else
        {
            WriteUrl(json, url, row.GetInt64(column));
        }

        return 0;
    }

    private static void WriteUrl(Utf8JsonWriter json, byte[] prefix, long number)
    {
        Span<byte> url = stackalloc byte[prefix.Length + 22];
        prefix.CopyTo(url);
        Utf8Formatter.TryFormat(number, url[prefix.Length..], out var digits);
        "/\""u8.CopyTo(url[(prefix.Length + digits)..]);
        json.WriteRawValue(url[..(prefix.Length + digits + 2)], skipInputValidation: true);
    }
}
