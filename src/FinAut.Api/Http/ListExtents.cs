using System.Collections.Concurrent;
using FinAut.Domain.Data;

namespace FinAut.Api.Http;

/// <summary>
/// Remembers for at most a second how long lists are, and where pages begin that were asked for: counting costs more than reading a
/// page. What this node commits is forgotten for at once, so that a caller sees its own writes.
/// </summary>
public sealed class ListExtents(TimeProvider time)
{
    /// <summary>How long an answer is reused.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(0.9);

    private const int MaxRemembered = 1_000;

    private readonly ConcurrentDictionary<(string List, Reach Reach), Entry> _remembered = new(new ByReach());
    private long _commits;

    /// <summary>The list's extent, counted within the last second and after the last commit of this node.</summary>
    /// <param name="list">The list with its filters.</param>
    /// <param name="reach">Who asks.</param>
    /// <param name="count">Counts. Who asks for the same at the same time shares the answer.</param>
    internal async Task<ListExtent> FindAsync(string list, Reach reach, Func<Task<ListExtent>> count)
    {
        if (_remembered.Count >= MaxRemembered)
        {
            _remembered.Clear();
        }

        Entry? own = null;
        var key = (list, reach);
        if (!_remembered.TryGetValue(key, out var entry) || !IsFresh(entry))
        {
            own = new Entry(new Lazy<Task<ListExtent>>(count), time.GetTimestamp(), Interlocked.Read(ref _commits));
            entry = _remembered.AddOrUpdate(key, own, (_, other) => IsFresh(other) ? other : own);
        }

        try
        {
            return await entry.Extent.Value;
        }
        catch when (entry != own)
        {
            // Another request's count failed, or was given up with it.
            return await count();
        }
        catch
        {
            _remembered.TryRemove(KeyValuePair.Create(key, entry));
            throw;
        }
    }

    /// <summary>Makes this node count anew.</summary>
    internal void Forget() => Interlocked.Increment(ref _commits);

    private bool IsFresh(Entry entry) =>
        entry.Commits == Interlocked.Read(ref _commits) && time.GetElapsedTime(entry.Asked) < Freshness;

    private sealed class Entry(Lazy<Task<ListExtent>> extent, long asked, long commits)
    {
        public Lazy<Task<ListExtent>> Extent => extent;

        public long Asked => asked;

        public long Commits => commits;
    }

    // The same companies are the same reach, however often they were read.
    private sealed class ByReach : IEqualityComparer<(string List, Reach Reach)>
    {
        public bool Equals((string List, Reach Reach) x, (string List, Reach Reach) y) =>
            x.List == y.List && x.Reach.ApiUserId == y.Reach.ApiUserId && x.Reach.CompanyIds.AsSpan().SequenceEqual(y.Reach.CompanyIds);

        public int GetHashCode((string List, Reach Reach) obj) => HashCode.Combine(obj.List, obj.Reach.ApiUserId, obj.Reach.CompanyIds.Length);
    }
}

/// <summary>A list, as it is read from the database in the order of ids.</summary>
/// <param name="Count">Counts its rows.</param>
/// <param name="Start">The id of the row that comes after so many others; null when there is none.</param>
/// <param name="Read">Reads the rows from an id on: a page, and one row more if there is one.</param>
/// <param name="Memory">Under what its extent is remembered; null when it is counted anew each time.</param>
internal sealed record ListQuery<TRow>(
    Func<Task<ListExtent>> Count, Func<int, Task<long?>> Start, Func<long, Task<List<TRow>>> Read, ListMemory? Memory);

/// <summary>Under what the extent of a list is remembered; see <see cref="ListExtents"/>.</summary>
/// <param name="List">The list with its filters, none of them personal.</param>
/// <param name="Reach">Who asks.</param>
/// <param name="CountsFirst">Whether only a count tells where the list begins, so that it comes before the first page too.</param>
internal sealed record ListMemory(string List, Reach Reach, bool CountsFirst = false);

/// <summary>How long a list is, and where its pages begin.</summary>
/// <param name="count">How many rows it has.</param>
/// <param name="first">No row has a lower id.</param>
internal sealed class ListExtent(long count, long first = 0)
{
    private readonly ConcurrentDictionary<int, Lazy<Task<long?>>> _starts = [];

    /// <summary>How many rows the list has.</summary>
    public long Count => count;

    /// <summary>The id from which on a page is read. Who asks for the same page at the same time shares the answer.</summary>
    /// <param name="page">The page, from 1.</param>
    /// <param name="find">Finds the id of the row that comes after so many others; null when there is none.</param>
    /// <returns>Null when the list has become shorter since it was counted.</returns>
    public async Task<long?> StartOfAsync(int page, Func<int, Task<long?>> find)
    {
        if (page == 1)
        {
            return first;
        }

        var skip = (page - 1) * PageNumber.Size;
        var own = new Lazy<Task<long?>>(() => find(skip));
        var start = _starts.GetOrAdd(page, own);
        try
        {
            return await start.Value;
        }
        catch when (start != own)
        {
            // Another request's search failed, or was given up with it.
            return await find(skip);
        }
        catch
        {
            _starts.TryRemove(KeyValuePair.Create(page, start));
            throw;
        }
    }
}
