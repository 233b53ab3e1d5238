using FinAut.Domain.ApiClients;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Pages.Staff.ApiUsers;

/// <summary>A page about one of an API user's applications.</summary>
internal abstract class ApplicationPage(FinAutDbContext db) : AccessPage
{
    /// <summary>The API user's number.</summary>
    [FromRoute]
    public long Id { get; set; }

    /// <summary>The application's number.</summary>
    [FromRoute]
    public long ApplicationId { get; set; }

    /// <summary>The application, with its API user and secrets.</summary>
    public Application Application { get; private set; } = null!;

    /// <summary>The page that shows it.</summary>
    public string Home => $"/staff/api-users/{Id}/applications/{ApplicationId}/";

    /// <summary>The database.</summary>
    protected FinAutDbContext Db => db;

    /// <summary>Finds it; false when the API user has no such application.</summary>
    protected async Task<bool> LoadAsync()
    {
        Application = (await db.Applications.Include(a => a.ApiUser).Include(a => a.Secrets)
            .SingleOrDefaultAsync(a => a.Id == ApplicationId && a.ApiUserId == Id, HttpContext.RequestAborted))!;
        return Application is not null;
    }
}
