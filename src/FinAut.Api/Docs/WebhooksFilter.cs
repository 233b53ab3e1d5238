using System.Text.Json.Nodes;
using FinAut.Api.Http;
using FinAut.Api.Results;
using FinAut.Api.Statuses;
using FinAut.Api.Webhooks;
using FinAut.Domain.Webhooks;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace FinAut.Api.Docs;

/// <summary>Describes what is posted to receivers: the document's section <c>webhooks</c>.</summary>
internal sealed class WebhooksFilter : IDocumentFilter
{
    private const string EventId = "evt_0196a3f27c1e7d4f9a4be0a1c2d3e4f5";

    public void Apply(OpenApiDocument document, DocumentFilterContext context)
    {
        document.Webhooks = new Dictionary<string, IOpenApiPathItem>(StringComparer.Ordinal);
        Add(WebhookEvent.Result, "A result is new or was corrected", "What `GET results/{id}/` answers.", Schema(typeof(ResultReply)));
        Add(
            WebhookEvent.UserStatus,
            "A status was recorded",
            "What `GET userstatus/{id}/` answers. A status whose date lies ahead is posted when it is recorded, and not again on that date.",
            Schema(typeof(UserStatusReply)));
        Add(WebhookEvent.Ping, "A test of the endpoint", "You, or Norsk Test's staff, asked for it.", PingSchema());

        void Add(WebhookEvent happened, string summary, string description, IOpenApiSchema schema)
        {
            var type = WebhookPayloads.TypeOf(happened);
            document.Webhooks.Add(type, new OpenApiPathItem
            {
                Operations = new Dictionary<HttpMethod, OpenApiOperation>
                {
                    [HttpMethod.Post] = new()
                    {
                        OperationId = "Webhook_" + happened,
                        Summary = summary,
                        Description = description,
                        Security = [],
                        Parameters = [.. HeadersOf(happened).Select(Parameter)],
                        RequestBody = new OpenApiRequestBody
                        {
                            Required = true,
                            Content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal)
                            {
                                ["application/json"] = new OpenApiMediaType { Schema = schema, Example = JsonNode.Parse(WebhookPayloads.Example(happened)) },
                            },
                        },
                        Responses = new OpenApiResponses
                        {
                            ["2XX"] = new OpenApiResponse { Description = "Answer with any of these within 15 seconds: it is delivered. Nothing that you write in the body matters." },
                            ["410"] = new OpenApiResponse { Description = "The endpoint is disabled at once." },
                            ["default"] = new OpenApiResponse
                            {
                                Description = happened == WebhookEvent.Ping
                                    ? "Any other answer, or none, is a failure. A test is not tried again."
                                    : "Any other answer, or none, is a failure: it is attempted ten times in 75 hours.",
                            },
                        },
                    },
                },
            });
        }

        IOpenApiSchema Schema(Type type) => context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository);
    }

    private static OpenApiSchema PingSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Required = new HashSet<string>(StringComparer.Ordinal) { "type" },
        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Const = WebhookTypes.Ping },
        },
    };

    // As docs/webhooks.md has them; Content-Type is no parameter in OpenAPI.
    private static IEnumerable<(string Name, string Description, JsonSchemaType Type, bool Always, JsonNode Example)> HeadersOf(WebhookEvent happened)
    {
        yield return (WebhookHeaders.Id, "Names the event; the same on every retry, on replays, and on all your endpoints.", JsonSchemaType.String, true, EventId);
        yield return (WebhookHeaders.Timestamp, "When this attempt was made, in Unix seconds.", JsonSchemaType.Integer, true, 1781617916);
        yield return (
            WebhookHeaders.Signature,
            "Signatures, separated by blanks: `v1,` and the base64 of HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`. Absent without a secret.",
            JsonSchemaType.String,
            false,
            "v1,3q2+7w0AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        yield return (
            WebhookHeaders.HubSignature,
            "`sha256=` and the hex of HMAC-SHA256 over the body, keyed with the newest secret's text. Absent without a secret.",
            JsonSchemaType.String,
            false,
            "sha256=0000000000000000000000000000000000000000000000000000000000000000");
        yield return (WebhookHeaders.EventType, "The type.", JsonSchemaType.String, true, WebhookPayloads.TypeOf(happened));
        yield return (
            WebhookHeaders.Sequence,
            "Counts your company's events: a later event has a higher number; 0 for a ping and for an example.",
            JsonSchemaType.Integer,
            true,
            happened == WebhookEvent.Ping ? 0 : 118);
        yield return (WebhookHeaders.EventTime, "When the event happened; the same on every retry.", JsonSchemaType.String, true, "2026-06-16T13:51:56.000000Z");
        yield return (WebhookHeaders.TraceParent, "The attempt in W3C Trace Context, for receivers that trace; each attempt has a span of its own.", JsonSchemaType.String, true, "00-0196a3f27c1e7d4f9a4be0a1c2d3e4f5-b7ad6b7169203331-00");
        yield return (Correlation.HeaderName, "Ties the event to the request that caused it; the same on every retry.", JsonSchemaType.String, false, "0196a3f27c1e7d4f9a4be0a1c2d3e4f5");
        yield return ("User-Agent", "Who posts.", JsonSchemaType.String, true, WebhookSender.UserAgent);
    }

    private static IOpenApiParameter Parameter((string Name, string Description, JsonSchemaType Type, bool Always, JsonNode Example) header) => new OpenApiParameter
    {
        Name = header.Name,
        In = ParameterLocation.Header,
        Required = header.Always,
        Description = header.Description,
        Schema = new OpenApiSchema { Type = header.Type },
        Example = header.Example,
    };
}
