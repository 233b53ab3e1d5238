using FinAut.Api.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace FinAut.Api.Docs;

/// <summary>Short names for the OpenAPI document, which become class and method names in generated clients.</summary>
internal static class SchemaNames
{
    private const string Reply = "Reply";

    /// <summary>A type's name: <c>UserReply</c> is <c>User</c>, a list of them <c>UserList</c>.</summary>
    public static string Of(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ListReply<>)
            ? Of(type.GetGenericArguments()[0]) + "List"
            : type.Name.EndsWith(Reply, StringComparison.Ordinal) ? type.Name[..^Reply.Length] : type.Name;

    /// <summary>An operation's name, such as <c>User_List</c>.</summary>
    public static string? OperationId(ApiDescription description)
    {
        if (description.ActionDescriptor is not ControllerActionDescriptor action)
        {
            return null;
        }

        var name = action.ActionName.EndsWith("Async", StringComparison.Ordinal) ? action.ActionName[..^"Async".Length] : action.ActionName;
        var id = $"{action.ControllerName}_{name}";
        return description.RelativePath?.StartsWith(ApiPaths.Api + "token", StringComparison.Ordinal) == true ? id + "OldPath" : id;
    }
}
