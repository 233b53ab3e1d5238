using System.Linq.Expressions;
using FinAut.Api.Errors;
using FinAut.Api.Validation;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Http;

/// <summary>What the controllers of the API's resources share.</summary>
[ApiController]
[Produces("application/json")]
public abstract class ApiController : ControllerBase
{
    private const string Key = "Id";

    /// <summary>Reads the body of a write and checks its form.</summary>
    /// <returns>The request, or the error to answer.</returns>
    protected async Task<(TRequest? Body, IActionResult? Error)> ReadAsync<TRequest>(
        Func<BodyFields, TRequest> read, IValidator<TRequest> validator, CancellationToken cancellationToken)
        where TRequest : class
    {
        var (body, error) = await RequestBody.ReadAsync(Request, read, cancellationToken);
        return body is null ? (null, error)
            : (await validator.ValidateAsync(body, cancellationToken)).Errors.ToProblem() is { } invalid ? (null, invalid)
            : (body, null);
    }

    /// <summary>201 with the new resource and its URL in <c>Location</c>.</summary>
    protected IActionResult Created(ResourceUrl url, object reply)
    {
        Response.Headers.Location = url.ToString();
        return StatusCode(StatusCodes.Status201Created, reply);
    }

    /// <summary>404.</summary>
    protected static IActionResult NotFoundProblem() => new ProblemResult(StatusCodes.Status404NotFound, Problems.NotFound);

    /// <summary>200 with the reply, or 404 when there is none.</summary>
    protected IActionResult OkOrNotFound(object? reply) => reply is null ? NotFoundProblem() : Ok(reply);

    /// <summary>Answers one page of a list, in the order of ids.</summary>
    /// <param name="source">All rows, confined and filtered.</param>
    /// <param name="row">What is read of a row.</param>
    /// <param name="reply">Makes replies of the page's rows.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <param name="memory">Under what the list's extent is remembered; null when it is counted anew each time.</param>
    internal Task<IActionResult> ListAsync<TEntity, TRow, TReply>(
        IQueryable<TEntity> source,
        Expression<Func<TEntity, TRow>> row,
        Func<List<TRow>, Task<List<TReply>>> reply,
        CancellationToken cancellationToken,
        ListMemory? memory = null)
        where TEntity : class =>
        ListAsync(Query(() => source, rows => rows.Select(row), cancellationToken, memory), reply);

    /// <summary>A list in the order of ids.</summary>
    /// <param name="source">All rows, confined and filtered; put together only where they are asked for.</param>
    /// <param name="select">Chooses what is read of a row.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <param name="memory">Under what the list's extent is remembered; null when it is counted anew each time.</param>
    internal static ListQuery<TRow> Query<TEntity, TRow>(
        Func<IQueryable<TEntity>> source, Func<IQueryable<TEntity>, IQueryable<TRow>> select, CancellationToken cancellationToken, ListMemory? memory = null)
        where TEntity : class
    {
        return new ListQuery<TRow>(
            CountAsync,
            skip => source().OrderBy(e => EF.Property<long>(e, Key)).Skip(skip).Select(e => (long?)EF.Property<long>(e, Key)).FirstOrDefaultAsync(cancellationToken),
            from => select((from == 0 ? source() : source().Where(e => EF.Property<long>(e, Key) >= from))
                .OrderBy(e => EF.Property<long>(e, Key)).Take(PageNumber.Size + 1)).ToListAsync(cancellationToken),
            memory);

        async Task<ListExtent> CountAsync()
        {
            if (memory is not { CountsFirst: true })
            {
                return new(await source().LongCountAsync(cancellationToken));
            }

            var extent = await source().GroupBy(_ => 1)
                .Select(all => new { Count = all.LongCount(), First = all.Min(e => EF.Property<long>(e, Key)) }).SingleOrDefaultAsync(cancellationToken);
            return new(extent?.Count ?? 0, extent?.First ?? 0);
        }
    }

    /// <summary>Answers one page of a list whose rows need no further queries.</summary>
    internal Task<IActionResult> ListAsync<TEntity, TRow, TReply>(
        IQueryable<TEntity> source,
        Expression<Func<TEntity, TRow>> row,
        Func<TRow, TReply> reply,
        CancellationToken cancellationToken,
        ListMemory? memory = null)
        where TEntity : class =>
        ListAsync(source, row, rows => Task.FromResult(rows.ConvertAll(r => reply(r))), cancellationToken, memory);

    /// <summary>Answers one page of a list. Counts only when there is more than the first page.</summary>
    /// <param name="list">The list.</param>
    /// <param name="reply">Makes replies of the page's rows.</param>
    internal async Task<IActionResult> ListAsync<TRow, TReply>(ListQuery<TRow> list, Func<List<TRow>, Task<List<TReply>>> reply)
    {
        var asked = PageNumber.Asked(Request);
        if (PageNumber.IsFirst(asked) && list.Memory is not { CountsFirst: true })
        {
            var first = await list.Read(0);
            if (first.Count <= PageNumber.Size)
            {
                return Ok(Page(1, first.Count, await reply(first)));
            }

            // Rows that came after the count are counted by the next one.
            var all = Math.Max(first.Count, (await ExtentAsync(list)).Count);
            return Ok(Page(1, all, await reply(first[..PageNumber.Size])));
        }

        var extent = await ExtentAsync(list);
        if (PageNumber.Resolve(asked, extent.Count) is not { } page)
        {
            return new ProblemResult(StatusCodes.Status404NotFound, Problems.InvalidPage);
        }

        // The start is found without what else is read of a row: to leave rows out costs next to nothing then.
        var start = await extent.StartOfAsync(page, list.Start);
        var rows = extent.Count > 0 && start is { } from ? await list.Read(from) : [];
        return Ok(Page(page, extent.Count, await reply(rows.Count > PageNumber.Size ? rows[..PageNumber.Size] : rows)));
    }

    /// <summary>Answers one page of a list that is known as a whole.</summary>
    protected IActionResult ListFixed<TReply>(IReadOnlyList<TReply> all)
    {
        if (PageNumber.Resolve(PageNumber.Asked(Request), all.Count) is not { } page)
        {
            return new ProblemResult(StatusCodes.Status404NotFound, Problems.InvalidPage);
        }

        return Ok(Page(page, all.Count, [.. all.Skip((page - 1) * PageNumber.Size).Take(PageNumber.Size)]));
    }

    private Task<ListExtent> ExtentAsync<TRow>(ListQuery<TRow> list) => list.Memory is not { } memory
        ? list.Count()
        : HttpContext.RequestServices.GetRequiredService<ListExtents>().FindAsync(memory.List, memory.Reach, list.Count);

    private ListReply<TReply> Page<TReply>(int page, long count, IReadOnlyList<TReply> results) => new(
        count,
        (long)page * PageNumber.Size < count ? PageNumber.Url(Request, page + 1) : null,
        page > 1 ? PageNumber.Url(Request, page - 1) : null,
        results);
}
