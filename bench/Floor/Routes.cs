using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Users;
using Npgsql;

namespace Floor;

// Answers what the server answers, to the requests that are measured and to nobody but the demo application.
internal sealed class Routes(IConfiguration settings, Store store)
{
    public const string Client = "finaut-demo";

    private const string Api = "/finautapi/v1/";
    private const int PageSize = 100;

    private static readonly TimeZoneInfo Oslo = TimeZoneInfo.FindSystemTimeZoneById("Europe/Oslo");

    private readonly string _host = settings["Floor:Host"]!;
    private readonly string _authorization = settings["Floor:Authorization"]!;
    private readonly bool _throttled = settings["Floor:Throttled"] == "true";
    private readonly Fields _person = store.Fields("Person");
    private readonly Fields _company = store.Fields("Companies");
    private readonly Fields _result = store.Fields("Results");
    private readonly Fields _status = store.Fields("LatestStatuses");

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    private static DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(Now, Oslo));

    private static string CorrelationId => Guid.CreateVersion7().ToString("N");

    public Task AnswerAsync(HttpContext http)
    {
        var (path, query) = (http.Request.Path.Value!, http.Request.QueryString.Value!);
        if (path == "/o/token/")
        {
            return IssueTokenAsync(http);
        }

        if (_throttled || http.Request.Headers.Authorization != _authorization)
        {
            return RefuseAsync(http);
        }

        var (filter, value) = (query.Split('=')[0], query[(query.IndexOf('=') + 1)..]);
        return (path[Api.Length..], filter) switch
        {
            ("user/", "?persnr") => ListAsync(http, Person(" u.persnr_lookup = $4", Lookup(value)), _person),
            ("user/", "?employee_alias") => ListAsync(http, Person(" e.employee_alias = $4 ORDER BY u.id LIMIT 100", value), _person),
            ("user/", _) => ListPeopleAsync(http, filter == "?page" ? int.Parse(value) : 1),
            ("results/", _) => ListResultsAsync(http, DateOnly.Parse(value).ToDateTime(TimeOnly.MinValue)),
            ("latestuserstatus/", _) => ListAsync(http, store.Statement(Store.Sql("LatestStatuses"), Today, Lookup(value)), _status),
            ("companies/", _) => ListAsync(http, store.Statement(Store.Sql("Companies")), _company),
            ("userstatus/", _) => SetStatusAsync(http),
            var (rest, _) => PersonAsync(http, long.Parse(rest.AsSpan()[5..^1])),
        };
    }

    private NpgsqlBatchCommand Person(string condition, object value) =>
        store.Statement(Store.Sql("Person") + condition, Today, store.ApiUser, value);

    private byte[] Lookup(string persnr) => store.Protector.Lookups(Persnr.FromStored(persnr))[0];

    private async Task ListPeopleAsync(HttpContext http, int page)
    {
        var first = page == 1 ? 0 : await store.NumberAsync(Store.Sql("FirstOfPage"), (page - 1) * PageSize);
        await ListAsync(http, Person(" u.id >= $4 ORDER BY u.id LIMIT 100", first), _person, await store.NumberAsync(Store.Sql("CountPeople")), page);
    }

    private async Task ListResultsAsync(HttpContext http, DateTime midnight)
    {
        string Sql(string name) => Store.Sql(name).Replace("{start}", $"{midnight - Oslo.GetUtcOffset(midnight):s}Z");
        await ListAsync(http, store.Statement(Sql("Results")), _result, await store.NumberAsync(Sql("CountResults")));
    }

    // A list without a count of its own says it in its rows' last column, and has one page.
    private async Task ListAsync(HttpContext http, NpgsqlBatchCommand command, Fields fields, long? count = null, int page = 1)
    {
        await using var batch = store.Batch();
        batch.BatchCommands.Add(command);
        await using var rows = await batch.ExecuteReaderAsync();
        var more = await rows.ReadAsync();
        var all = count ?? (more ? rows.GetInt64(rows.FieldCount - 1) : 0);
        using var reply = Reply.Take();
        reply.Json.WriteStartObject();
        reply.Json.WriteNumber("count"u8, all);
        reply.Json.WriteString("next"u8, page * PageSize < all ? Url(http.Request, page + 1) : null);
        reply.Json.WriteString("previous"u8, page > 1 ? Url(http.Request, page - 1) : null);
        reply.Json.WriteStartArray("results"u8);
        for (; more; more = await rows.ReadAsync())
        {
            fields.Write(reply.Json, rows);
        }

        reply.Json.WriteEndArray();
        reply.Json.WriteEndObject();
        await reply.SendAsync(http.Response);
    }

    private string Url(HttpRequest request, int page)
    {
        var query = request.QueryString.Value!.Split("page=")[0].TrimEnd('&');
        return _host + request.Path + query + (query.Length > 1 ? "&" : query.Length == 1 ? "" : "?") + $"page={page}";
    }

    private async Task PersonAsync(HttpContext http, long id)
    {
        await using var batch = store.Batch();
        if (HttpMethods.IsPatch(http.Request.Method))
        {
            using var body = JsonDocument.Parse(await BodyAsync(http.Request));
            var mobile = body.RootElement.GetProperty("mobile").GetString()!;
            batch.BatchCommands.Add(store.Statement(Store.Sql("SetMobile"), id, mobile, Now, Client, CorrelationId));
        }

        batch.BatchCommands.Add(Person(" u.id = $4", id));
        await SendRowAsync(http.Response, batch, _person);
    }

    private async Task SetStatusAsync(HttpContext http)
    {
        using var body = JsonDocument.Parse(await BodyAsync(http.Request));
        string Field(string name) => body.RootElement.GetProperty(name).GetString()!;
        var (user, ordning) = (long.Parse(Field("user").Split('/')[^2]), OrdningCatalogue.Find(Field("appname"))!);
        await using var batch = store.Batch();
        batch.BatchCommands.Add(store.Statement(
            Store.Sql("SetStatus"), Today, user, ordning.Id, ordning.AppName, Field("status"), Field("reason"), Now, Client, CorrelationId));
        http.Response.StatusCode = StatusCodes.Status201Created;
        await SendRowAsync(http.Response, batch, _status);
    }

    private async Task SendRowAsync(HttpResponse response, NpgsqlBatch batch, Fields fields)
    {
        await using var row = await batch.ExecuteReaderAsync();
        await row.ReadAsync();
        using var reply = Reply.Take();
        fields.Write(reply.Json, row);
        response.Headers.Location = response.StatusCode == StatusCodes.Status201Created ? $"{_host}{Api}userstatus/{row.GetInt64(0)}/" : default;
        await reply.SendAsync(response);
    }

    private async Task IssueTokenAsync(HttpContext http)
    {
        var form = Encoding.ASCII.GetString(await BodyAsync(http.Request)).Split('&').Select(p => p.Split('=')).ToDictionary(p => p[0], p => p[1]);
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await using var batch = store.Batch();
        batch.BatchCommands.Add(store.Statement(
            Store.Sql("Token"), form["client_id"], SecretHash.Of(form["client_secret"]), SHA256.HashData(Encoding.ASCII.GetBytes(token)), Now));
        var scopes = ScopeNames.Format((Scopes)(int)(await batch.ExecuteScalarAsync())!);
        (http.Response.Headers.CacheControl, http.Response.Headers.Pragma) = ("no-store", "no-cache");
        using var reply = Reply.Take();
        reply.Json.WriteRawValue($$"""{"access_token":"{{token}}","token_type":"Bearer","expires_in":3600,"scope":"{{scopes}}"}""", true);
        await reply.SendAsync(http.Response);
    }

    private async Task RefuseAsync(HttpContext http)
    {
        var (status, title, detail) = _throttled
            ? (429, "Too Many Requests", "Request was throttled. Expected available in 3600 seconds.")
            : (401, "Unauthorized", "Authentication credentials were not provided.");
        using var reply = Reply.Take();
        reply.Json.WriteRawValue(
            $$"""{"type":"about:blank","title":"{{title}}","status":{{status}},"detail":"{{detail}}","instance":"{{http.Request.Path}}","correlation_id":"{{CorrelationId}}"}""",
            skipInputValidation: true);
        http.Response.StatusCode = status;
        await reply.SendAsync(http.Response, "application/problem+json");
    }

    private static async Task<byte[]> BodyAsync(HttpRequest request)
    {
        var read = await request.BodyReader.ReadAtLeastAsync((int)request.ContentLength!);
        var body = read.Buffer.ToArray();
        request.BodyReader.AdvanceTo(read.Buffer.End);
        return body;
    }
}
