namespace Floor;

// Answers what the server answers, to the requests that are measured and to nobody but the demo application.
internal sealed class Routes(IConfiguration settings, Store store)
{
    public const string Client = "finaut-demo";
    private const int PageSize = 100;
    private readonly string _host = settings["Floor:Host"]!;
    private readonly string _authorization = settings["Floor:Authorization"]!;
    private readonly bool _throttled = settings["Floor:Throttled"] == "true";
    private readonly Fields _person = store.Fields("Person");
    private readonly Fields _company = store.Fields("Companies");
    private readonly Fields _result = store.Fields("Results");
    private readonly Fields _status = store.Fields("LatestStatuses");
    private readonly Fields _token = store.Fields("Token");

    public async Task AnswerAsync(HttpContext http)
    {
        var (path, query) = (http.Request.Path.Value!, http.Request.QueryString.Value!);
        var body = HttpMethods.IsGet(http.Request.Method) ? "" : await BodyAsync(http.Request);
        if (path != "/o/token/" && (_throttled || http.Request.Headers.Authorization != _authorization))
        {
            await RefuseAsync(http);
            return;
        }

        var (filter, value) = (query.Split('=')[0], query[(query.IndexOf('=') + 1)..]);
        await ((path == "/o/token/" ? path : path["/finautapi/v1".Length..], filter) switch
        {
            ("/o/token/", _) => RowAsync(http, 200, _token, Token(body)),
            ("/user/", "?persnr") => ListAsync(http, _person, Person(" u.persnr_lookup = $3", Lookup(value))),
            ("/user/", "?employee_alias") => ListAsync(http, _person, Person(" e.employee_alias = $3 ORDER BY u.id LIMIT 100", value)),
            ("/user/", _) => ListPeopleAsync(http, filter == "?page" ? int.Parse(value) : 1),
            ("/results/", _) => ListResultsAsync(http, value),
            ("/latestuserstatus/", _) => ListAsync(http, _status, store.Statement(Store.Sql("LatestStatuses"), Lookup(value))),
            ("/companies/", _) => ListAsync(http, _company, store.Statement(Store.Sql("Companies"))),
            ("/userstatus/", _) => RowAsync(http, 201, _status, store.Statement(Store.Sql("SetStatus"), body, Client)),
            var (rest, _) when body.Length == 0 => RowAsync(http, 200, _person, Person(" u.id = $3", Id(rest))),
            var (rest, _) => RowAsync(http, 200, _person, store.Statement(Store.Sql("SetMobile"), Id(rest), body, Client), Person(" u.id = $3", Id(rest))),
        });
    }

    private static long Id(string path) => long.Parse(path.AsSpan()["/user/".Length..^1]);
    private byte[] Lookup(string persnr) => store.Protector.Lookups(Persnr.FromStored(persnr))[0];
    private NpgsqlBatchCommand Person(string condition, object value) => store.Statement(Store.Sql("Person") + condition, store.ApiUser, value);

    private NpgsqlBatchCommand Token(string body)
    {
        var form = body.Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]);
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return store.Statement(
            Store.Sql("Token"), form["client_id"], SecretHash.Of(form["client_secret"]), token, SHA256.HashData(Encoding.ASCII.GetBytes(token)));
    }

    private async Task ListPeopleAsync(HttpContext http, int page)
    {
        var first = page == 1 ? 0 : await store.NumberAsync(Store.Sql("FirstOfPage").Replace("{skip}", $"{(page - 1) * PageSize}"));
        await ListAsync(http, _person, Person(" u.id >= $3 AND e.user_id >= $3 ORDER BY u.id LIMIT 100", first), await store.NumberAsync(Store.Sql("CountPeople")), page);
    }

    private async Task ListResultsAsync(HttpContext http, string from)
    {
        string Sql(string name) => Store.Sql(name).Replace("{start}", $"{DateOnly.Parse(from):O}");
        await ListAsync(http, _result, store.Statement(Sql("Results"), await store.NumberAsync(Sql("FirstResult"))), await store.NumberAsync(Sql("CountResults")));
    }

    // A list without a count of its own says it in its rows' last column, and has one page.
    private async Task ListAsync(HttpContext http, Fields fields, NpgsqlBatchCommand command, long? count = null, int page = 1)
    {
        await using var batch = store.Batch(command);
        await using var rows = await batch.ExecuteReaderAsync();
        var more = await rows.ReadAsync();
        var all = count ?? (more ? rows.GetInt64(rows.FieldCount - 1) : 0);
        await using var json = Json(http.Response, 200);
        json.WriteStartObject();
        json.WriteNumber("count"u8, all);
        json.WriteString("next"u8, page * PageSize < all ? Url(http.Request, page + 1) : null);
        json.WriteString("previous"u8, page > 1 ? Url(http.Request, page - 1) : null);
        json.WriteStartArray("results"u8);
        for (; more; more = await rows.ReadAsync())
        {
            fields.Write(json, rows);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // No list is asked for another page than the first by a filter.
    private string Url(HttpRequest request, int page) => _host + request.Path
        + (request.QueryString.Value is { Length: > 0 } query && !query.Contains("?page=") ? query + "&" : "?") + $"page={page}";

    private async Task RowAsync(HttpContext http, int status, Fields fields, params NpgsqlBatchCommand[] commands)
    {
        await using var batch = store.Batch(commands);
        await using var row = await batch.ExecuteReaderAsync();
        await row.ReadAsync();
        await using var json = Json(http.Response, status);
        fields.Write(json, row);
        http.Response.Headers.Location = status == 201 ? $"{_host}/finautapi/v1/userstatus/{row.GetInt64(0)}/" : default;
    }

    private static Utf8JsonWriter Json(HttpResponse response, int status, string contentType = "application/json; charset=utf-8")
    {
        (response.StatusCode, response.ContentType) = (status, contentType);
        return new(response.BodyWriter, new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    private async Task RefuseAsync(HttpContext http)
    {
        var (status, title, detail) = _throttled
            ? (429, "Too Many Requests", "Request was throttled. Expected available in 3600 seconds.")
            : (401, "Unauthorized", "Authentication credentials were not provided.");
        await using var json = Json(http.Response, status, "application/problem+json");
        json.WriteRawValue(
            $$"""{"type":"about:blank","title":"{{title}}","status":{{status}},"detail":"{{detail}}","instance":"{{http.Request.Path}}","correlation_id":"00000000000000000000000000000000"}""");
    }

    private static async Task<string> BodyAsync(HttpRequest request)
    {
        var read = await request.BodyReader.ReadAtLeastAsync((int)request.ContentLength!);
        var body = Encoding.UTF8.GetString(read.Buffer);
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return body;
    }
}
