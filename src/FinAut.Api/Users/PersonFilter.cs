using FinAut.Api.Http;
using FinAut.Domain.Data;
using FinAut.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Users;

/// <summary>
/// The query parameters by which clients name a person. What is malformed, or matches nobody in reach, finds nothing: clients
/// search before they create, and an error would stop them.
/// </summary>
public sealed class PersonFilter(FinAutDbContext db, PersnrProtector protector)
{
    /// <summary>What the parameters ask for.</summary>
    /// <param name="persnr">A persnr.</param>
    /// <param name="employeeAlias">The present employer's identifier.</param>
    /// <param name="user">A person's number or URL.</param>
    /// <param name="encryptedUserId">The identifier that UserLogin gave the caller.</param>
    public PersonCriteria Read(string? persnr = null, string? employeeAlias = null, string? user = null, string? encryptedUserId = null)
    {
        var criteria = new PersonCriteria { EmployeeAlias = FilterText.Read(employeeAlias), EncryptedUserId = FilterText.Read(encryptedUserId) };
        if (FilterText.Read(persnr) is { } number)
        {
            criteria = criteria with { Lookups = Persnr.IsElevenDigits(number) ? protector.Lookups(Persnr.FromStored(number)) : [] };
        }

        if (FilterText.Read(user) is { } reference)
        {
            criteria = criteria with { UserId = ResourceReference.ParseId(reference, ResourceNames.User) ?? 0 };
        }

        return criteria;
    }

    /// <summary>The people that match every parameter given, or null when none is given.</summary>
    /// <inheritdoc cref="Read"/>
    public IQueryable<User>? Find(string? persnr = null, string? employeeAlias = null, string? user = null, string? encryptedUserId = null) =>
        Read(persnr, employeeAlias, user, encryptedUserId) is { IsEmpty: false } criteria ? Find(criteria) : null;

    /// <summary>The people that match.</summary>
    public IQueryable<User> Find(PersonCriteria criteria)
    {
        var found = db.Users.AsNoTracking();
        var (lookups, alias, id, encrypted) = criteria;
        if (criteria.IsImpossible)
        {
            return found.Where(_ => false);
        }

        if (lookups is [var only])
        {
            found = found.Where(u => u.PersnrLookup == only);
        }
        else if (lookups is not null)
        {
            found = found.Where(u => lookups.Contains(u.PersnrLookup));
        }

        if (alias is not null)
        {
            found = found.Where(u => u.Employments.Any(e => e.EndDate == null && e.EmployeeAlias == alias));
        }

        if (id is not null)
        {
            found = found.Where(u => u.Id == id);
        }

        if (encrypted is not null)
        {
            found = found.Where(u => db.UserLoginLinks.Any(l => l.UserId == u.Id && l.EncryptedUserId == encrypted));
        }

        return found;
    }
}

/// <summary>What a person must match; null where nothing is asked for.</summary>
public sealed record PersonCriteria
{
    /// <summary>What the database may hold for the persnr; none for a malformed one.</summary>
    public byte[][]? Lookups { get; init; }

    /// <summary>The present employer's identifier.</summary>
    public string? EmployeeAlias { get; init; }

    /// <summary>The number; 0 for a malformed one.</summary>
    public long? UserId { get; init; }

    /// <summary>The identifier that UserLogin gave the caller.</summary>
    public string? EncryptedUserId { get; init; }

    /// <summary>Whether everybody matches.</summary>
    public bool IsEmpty => this is { Lookups: null, EmployeeAlias: null, UserId: null, EncryptedUserId: null };

    /// <summary>Whether nobody matches, whoever there is.</summary>
    public bool IsImpossible =>
        Lookups is [] || UserId is 0 || !StoredText.CanBeStored(EmployeeAlias) || !StoredText.CanBeStored(EncryptedUserId);

    internal void Deconstruct(out byte[][]? lookups, out string? employeeAlias, out long? userId, out string? encryptedUserId) =>
        (lookups, employeeAlias, userId, encryptedUserId) = (Lookups, EmployeeAlias, UserId, EncryptedUserId);
}
