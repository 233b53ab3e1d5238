using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FinAut.Domain.Accounts;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Accounts;

/// <summary>Links that let their holder choose a password: once, within 24 hours.</summary>
internal sealed class ResetLinks(FinAutDbContext db, TimeProvider time)
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const int TokenLength = 32;

    /// <summary>Makes a link; one from before ends. The account is not saved yet.</summary>
    /// <returns>The path, which is shown once.</returns>
    public string Make(Account account)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenLength));
        account.AllowReset(HashOf(token), time.GetUtcNow() + Lifetime);
        return $"/finautapi/v1/api-auth/reset/?token={token}";
    }

    /// <summary>Whose password a link sets, or null.</summary>
    public async Task<Account?> FindAsync(string? token, CancellationToken cancellationToken)
    {
        if (token is not { Length: > 0 and < 100 })
        {
            return null;
        }

        var (hash, now) = (HashOf(token), time.GetUtcNow());
        return await db.Accounts.SingleOrDefaultAsync(a => a.ResetHash == hash && a.ResetExpires > now && a.Enabled, cancellationToken);
    }

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
