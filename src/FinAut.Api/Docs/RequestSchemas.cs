using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinAut.Api.Validation;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace FinAut.Api.Docs;

/// <summary>Describes the bodies of writes: each <see cref="Field{T}"/> of a request is a property of the type that it holds.</summary>
internal static class RequestSchemas
{
    private static readonly string[] ContentTypes = ["application/json", "application/x-www-form-urlencoded"];

    public static OpenApiRequestBody Body(WriteBodyAttribute body, OperationFilterContext context)
    {
        var schema = ObjectOf(body.Type, body.Required, context);
        var example = Examples.Request(body.Type, context.ApiDescription.HttpMethod);
        AllowNumbers(schema, example);
        return new OpenApiRequestBody
        {
            // What stands alone, without a field that must be there, may be left out.
            Required = body.Required.Count > 0 || context.ApiDescription.HttpMethod != "POST",
            Content = ContentTypes.ToDictionary(
                type => type,
                IOpenApiMediaType (type) => new OpenApiMediaType { Schema = schema, Example = type == ContentTypes[0] ? example : null }),
        };
    }

    private static OpenApiSchema ObjectOf(Type type, IEnumerable<string> required, OperationFilterContext context) => new()
    {
        Type = JsonSchemaType.Object,
        Required = required.ToHashSet(StringComparer.Ordinal),
        Properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).ToDictionary(
            property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name),
            property => PropertyOf(property, context)),
    };

    // A reference may be a number, although it is read as a text.
    private static void AllowNumbers(OpenApiSchema schema, JsonNode? example)
    {
        foreach (var (name, property) in schema.Properties!)
        {
            if (property is OpenApiSchema { Type: JsonSchemaType.String } text && example?[name]?.GetValueKind() == JsonValueKind.Number)
            {
                text.Type |= JsonSchemaType.Integer;
            }
        }
    }

    private static IOpenApiSchema PropertyOf(PropertyInfo property, OperationFilterContext context)
    {
        // Schemas of simple types take the property's own summary and example from the documentation comments.
        var held = HeldBy(property.PropertyType);
        var documented = context.SchemaGenerator.GenerateSchema(IsSimple(held) ? held : typeof(string), context.SchemaRepository, property);
        if (IsSimple(held))
        {
            return documented;
        }

        var isList = held.IsGenericType && held.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        var item = isList ? HeldBy(held.GetGenericArguments()[0]) : held;
        IOpenApiSchema schema = IsSimple(item)
            ? new OpenApiSchema { Type = JsonSchemaType.String }
            : ObjectOf(item, [], context);
        return isList
            ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema, Description = documented.Description }
            : Described((OpenApiSchema)schema, documented.Description);
    }

    private static OpenApiSchema Described(OpenApiSchema schema, string? description)
    {
        schema.Description = description;
        return schema;
    }

    private static Type HeldBy(Type field) => field.IsGenericType && field.GetGenericTypeDefinition() == typeof(Field<>)
        ? field.GetGenericArguments()[0]
        : field;

    private static bool IsSimple(Type type) => type == typeof(string) || type.IsValueType;
}
