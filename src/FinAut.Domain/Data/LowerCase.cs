using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;

namespace FinAut.Domain.Data;

/// <summary>Lower case, for searching without regard to it. In a query the database does it, and the same everywhere.</summary>
public static class LowerCase
{
    // What names here are written with. A database folds no more than ASCII by itself where its locale is C.
    private const string Capitals = "ÆØÅÄÖÜÁÀÂÉÈÊËÍÎÓÒÔÚÛÇÑČĐŊŠŦŽÐÞÝ";

    /// <summary>A text in lower case.</summary>
    public static string Of(string text) => text.ToLowerInvariant();

    internal static void Map(ModelBuilder modelBuilder) =>
        modelBuilder.HasDbFunction(typeof(LowerCase).GetMethod(nameof(Of))!).HasTranslation(arguments =>
        {
            var text = arguments[0];
            var lower = Call("lower", text);
            return Call("translate", lower, new SqlConstantExpression(Capitals, text.TypeMapping), new SqlConstantExpression(Of(Capitals), text.TypeMapping));

            SqlFunctionExpression Call(string name, params SqlExpression[] all) =>
                new(name, all, nullable: true, [.. all.Select((_, place) => place == 0)], typeof(string), text.TypeMapping);
        });
}
