using FinAut.Api.Http;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace FinAut.Api.Docs;

/// <summary>Describes replies to those who read them rather than to those who write the server.</summary>
internal sealed class ReplySchemaFilter : ISchemaFilter
{
    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema described)
        {
            return;
        }

        // A generated client must not stumble over a field that is added one day.
        described.AdditionalPropertiesAllowed = true;

        if (context.Type == typeof(ResourceUrl) && context.MemberInfo is null)
        {
            described.Description = "The absolute URL of a resource.";
        }
    }
}
