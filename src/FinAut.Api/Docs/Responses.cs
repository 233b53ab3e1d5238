using Microsoft.OpenApi;

namespace FinAut.Api.Docs;

/// <summary>What all descriptions of replies have in common.</summary>
internal static class Responses
{
    /// <summary>Describes a reply's body. What the documentation comments say of the status stays.</summary>
    public static void Set(OpenApiOperation operation, string status, string description, string contentType, OpenApiMediaType media) =>
        operation.Responses![status] = new OpenApiResponse
        {
            Description = operation.Responses.TryGetValue(status, out var known) ? known.Description : description,
            Content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal) { [contentType] = media },
        };

    /// <summary>Adds the headers that go with a status, and puts the replies in order.</summary>
    public static void Complete(OpenApiOperation operation)
    {
        foreach (var (status, response) in operation.Responses!)
        {
            if (response is OpenApiResponse described && HeaderOf(status) is var (name, schema, description))
            {
                described.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
                {
                    [name] = new OpenApiHeader { Description = description, Schema = schema },
                };
            }
        }

        var inOrder = new OpenApiResponses();
        foreach (var (status, response) in operation.Responses.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            inOrder.Add(status, response);
        }

        operation.Responses = inOrder;
    }

    private static (string Name, OpenApiSchema Schema, string Description)? HeaderOf(string status) => status switch
    {
        "201" => ("Location", new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri" }, "The new record's URL."),
        "401" => ("WWW-Authenticate", new OpenApiSchema { Type = JsonSchemaType.String }, "How to authenticate, and what was wrong with the credentials that were sent."),
        "429" or "503" => ("Retry-After", new OpenApiSchema { Type = JsonSchemaType.Integer }, "Seconds to wait before the next try."),
        _ => null,
    };
}
