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
    /// <summary>A filter's value without the blanks around it; null when there is none.</summary>
    protected static string? Filter(string? value) => value?.Trim() is { Length: > 0 } text ? text : null;

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

    /// <summary>Answers one page of a list, with one query for the count and one for the rows.</summary>
    /// <param name="source">All rows, confined and filtered.</param>
    /// <param name="order">The stable order.</param>
    /// <param name="row">What is read of a row.</param>
    /// <param name="reply">Makes replies of the page's rows.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    protected async Task<IActionResult> ListAsync<TEntity, TRow, TReply>(
        IQueryable<TEntity> source,
        Expression<Func<TEntity, long>> order,
        Expression<Func<TEntity, TRow>> row,
        Func<List<TRow>, Task<List<TReply>>> reply,
        CancellationToken cancellationToken)
        where TEntity : class
    {
        var count = await source.LongCountAsync(cancellationToken);
        if (PageNumber.Resolve(PageNumber.Asked(Request), count) is not { } page)
        {
            return new ProblemResult(StatusCodes.Status404NotFound, Problems.InvalidPage);
        }

        var rows = count == 0
            ? []
            : await source.OrderBy(order).Skip((page - 1) * PageNumber.Size).Take(PageNumber.Size).Select(row).ToListAsync(cancellationToken);
        return Ok(Page(page, count, await reply(rows)));
    }

    /// <summary>Answers one page of a list whose rows need no further queries.</summary>
    protected Task<IActionResult> ListAsync<TEntity, TRow, TReply>(
        IQueryable<TEntity> source,
        Expression<Func<TEntity, long>> order,
        Expression<Func<TEntity, TRow>> row,
        Func<TRow, TReply> reply,
        CancellationToken cancellationToken)
        where TEntity : class =>
        ListAsync(source, order, row, rows => Task.FromResult(rows.ConvertAll(r => reply(r))), cancellationToken);

    /// <summary>Answers one page of a list that is known as a whole.</summary>
    protected IActionResult ListFixed<TReply>(IReadOnlyList<TReply> all)
    {
        if (PageNumber.Resolve(PageNumber.Asked(Request), all.Count) is not { } page)
        {
            return new ProblemResult(StatusCodes.Status404NotFound, Problems.InvalidPage);
        }

        return Ok(Page(page, all.Count, [.. all.Skip((page - 1) * PageNumber.Size).Take(PageNumber.Size)]));
    }

    private ListReply<TReply> Page<TReply>(int page, long count, IReadOnlyList<TReply> results) => new(
        count,
        (long)page * PageNumber.Size < count ? PageNumber.Url(Request, page + 1) : null,
        page > 1 ? PageNumber.Url(Request, page - 1) : null,
        results);
}
