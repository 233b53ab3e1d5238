using System.Reflection;
using System.Text.Json;
using FinAut.Api.Validation;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace FinAut.Api.Docs;

/// <summary>
/// Describes the bodies of writes: each <see cref="Field{T}"/> of a request is a property of the type that it holds. Objects are schemas
/// with names of their own, which generated clients and Postman show.
/// </summary>
internal static class RequestSchemas
{
    private const string Suffix = "Request";

    private static readonly string[] ContentTypes = ["application/json", "application/x-www-form-urlencoded"];

    public static OpenApiRequestBody Body(WriteBodyAttribute body, OperationFilterContext context)
    {
        var isPatch = context.ApiDescription.HttpMethod == "PATCH";
        var schema = Name(body.Type, body.Required, body.Without, isPatch, context);
        var example = Examples.Request(body.Type, context.ApiDescription.HttpMethod);
        return new OpenApiRequestBody
        {
            // What stands alone, without a field that must be there, may be left out.
            Required = body.Required.Count > 0 || context.ApiDescription.HttpMethod != "POST",
            Content = ContentTypes.ToDictionary(
                type => type,
                IOpenApiMediaType (type) => new OpenApiMediaType { Schema = schema, Example = type == ContentTypes[0] ? example : null }),
        };
    }

    // A partial update takes another schema than a complete one only where that asks for more.
    private static OpenApiSchemaReference Name(Type type, IReadOnlyList<string> required, string[] without, bool isPatch, OperationFilterContext context)
    {
        var own = required.Where(name => !name.Contains('.', StringComparison.Ordinal)).ToHashSet(StringComparer.Ordinal);
        var id = isPatch && own.Count == 0 ? $"{type.Name[..^Suffix.Length]}Patch{Suffix}" : type.Name;
        return context.SchemaRepository.Schemas.ContainsKey(id)
            ? new OpenApiSchemaReference(id, context.Document)
            : context.SchemaRepository.AddDefinition(id, new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = own,
                Properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    .Select(property => (Name: JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name), Property: property))
                    .Where(p => !without.Contains(p.Name))
                    .ToDictionary(p => p.Name, p => PropertyOf(p.Property, Inside(required, p.Name), isPatch, context)),
            });
    }

    private static List<string> Inside(IReadOnlyList<string> required, string field) =>
        [.. required.Where(name => name.StartsWith(field + ".", StringComparison.Ordinal)).Select(name => name[(field.Length + 1)..])];

    private static IOpenApiSchema PropertyOf(PropertyInfo property, List<string> required, bool isPatch, OperationFilterContext context)
    {
        // Schemas of simple types take the property's own summary and example from the documentation comments.
        var held = HeldBy(property.PropertyType);
        var documented = context.SchemaGenerator.GenerateSchema(IsSimple(held) ? held : typeof(string), context.SchemaRepository, property);
        if (IsSimple(held))
        {
            return Widen((OpenApiSchema)documented, property);
        }

        var isList = held.IsGenericType && held.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        var item = isList ? HeldBy(held.GetGenericArguments()[0]) : held;
        IOpenApiSchema schema = IsSimple(item) ? new OpenApiSchema { Type = JsonSchemaType.String } : Name(item, required, [], isPatch, context);
        if (isList)
        {
            return new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema, Description = documented.Description };
        }

        schema.Description = documented.Description;
        return schema;
    }

    private static OpenApiSchema Widen(OpenApiSchema schema, PropertyInfo property)
    {
        if (property.GetCustomAttribute<WriteFieldAttribute>() is not { } field)
        {
            return schema;
        }

        if (field.Reference)
        {
            (schema.Type, schema.Format) = (JsonSchemaType.String | JsonSchemaType.Integer, null);
        }

        schema.Type |= field.Nullable ? JsonSchemaType.Null : default;
        return schema;
    }

    private static Type HeldBy(Type field) => field.IsGenericType && field.GetGenericTypeDefinition() == typeof(Field<>)
        ? field.GetGenericArguments()[0]
        : field;

    private static bool IsSimple(Type type) => type == typeof(string) || type.IsValueType;
}
