using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace FinAut.Api.Http;

/// <summary>
/// Reads the names of query parameters case-sensitively, as URLs are. The framework does not, and a list asked for <c>Page=2</c>
/// would answer with links that name <c>page</c> beside it.
/// </summary>
internal sealed class QueryNamesMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Features.Set<IQueryFeature>(new ExactQuery(context.Request));
        return next(context);
    }

    // Parsed when first asked for: most requests have no query.
    private sealed class ExactQuery(HttpRequest request) : IQueryFeature
    {
        private (string? Text, IQueryCollection Query) _parsed = (null, QueryCollection.Empty);

        public IQueryCollection Query
        {
            get
            {
                var text = request.QueryString.Value;
                return text == _parsed.Text ? _parsed.Query : (_parsed = (text, Parse(text))).Query;
            }
            set => _parsed = (request.QueryString.Value, value);
        }

        private static QueryCollection Parse(string? text)
        {
            Dictionary<string, StringValues>? values = null;
            foreach (var pair in new QueryStringEnumerable(text))
            {
                var name = pair.DecodeName().ToString();
                values ??= new Dictionary<string, StringValues>(StringComparer.Ordinal);
                values[name] = StringValues.Concat(values.GetValueOrDefault(name), pair.DecodeValue().ToString());
            }

            return values is null ? QueryCollection.Empty : new QueryCollection(values);
        }
    }
}
