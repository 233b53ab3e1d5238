using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>A page about one API user.</summary>
internal abstract class ApiUserPage(FinAutDbContext db) : AccessPage
{
    /// <summary>The API user's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The API user.</summary>
    public ApiUser ApiUser { get; private set; } = null!;

    /// <summary>The page that shows it.</summary>
    public string Home => $"/staff/api-users/{Id}/";

    /// <summary>The database.</summary>
    protected FinAutDbContext Db => db;

    /// <summary>Finds it; false when there is none.</summary>
    protected async Task<bool> LoadAsync()
    {
        ApiUser = (await db.ApiUsers.SingleOrDefaultAsync(u => u.Id == Id, HttpContext.RequestAborted))!;
        return ApiUser is not null;
    }
}
