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
    // PostgreSQL refuses this character in a text, so nothing can match it.
    private const char Null = '\0';

    /// <summary>The people that match every parameter given, or null when none is given.</summary>
    /// <param name="persnr">A persnr.</param>
    /// <param name="employeeAlias">The present employer's identifier.</param>
    /// <param name="user">A person's number or URL.</param>
    /// <param name="encryptedUserId">The identifier that UserLogin gave the caller.</param>
    public IQueryable<User>? Find(string? persnr = null, string? employeeAlias = null, string? user = null, string? encryptedUserId = null)
    {
        var people = db.Users.AsNoTracking();
        var found = people;
        if (Given(persnr) is { } number)
        {
            found = Persnr.IsElevenDigits(number) ? WithPersnr(found, number) : Nobody(found);
        }

        if (Given(employeeAlias) is { } alias)
        {
            found = alias.Contains(Null, StringComparison.Ordinal)
                ? Nobody(found)
                : found.Where(u => u.Employments.Any(e => e.EndDate == null && e.EmployeeAlias == alias));
        }

        if (Given(user) is { } reference)
        {
            found = ResourceReference.ParseId(reference, ResourceNames.User) is { } id ? found.Where(u => u.Id == id) : Nobody(found);
        }

        if (Given(encryptedUserId) is { } encrypted)
        {
            found = encrypted.Contains(Null, StringComparison.Ordinal)
                ? Nobody(found)
                : found.Where(u => db.UserLoginLinks.Any(l => l.UserId == u.Id && l.EncryptedUserId == encrypted));
        }

        return ReferenceEquals(found, people) ? null : found;
    }

    private static string? Given(string? value) => value?.Trim() is { Length: > 0 } text ? text : null;

    private static IQueryable<User> Nobody(IQueryable<User> people) => people.Where(_ => false);

    private IQueryable<User> WithPersnr(IQueryable<User> people, string number)
    {
        var lookups = protector.Lookups(Persnr.FromStored(number));
        if (lookups is [var only])
        {
            return people.Where(u => u.PersnrLookup == only);
        }

        return people.Where(u => lookups.Contains(u.PersnrLookup));
    }
}
