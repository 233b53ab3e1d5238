using System.CommandLine;
using System.Security.Cryptography;
using FinAut.Api.Accounts;
using FinAut.Api.Validation;
using FinAut.Domain.Accounts;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Audit;
using FinAut.Domain.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinAut.Api.Hosting;

/// <summary>Commands that make the first accounts of a deployment.</summary>
internal static class AccountCommands
{
    private const int Refused = 1;
    private const int PasswordLength = 20;
    private const string PasswordCharacters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";

    public static Command CreateStaff()
    {
        var userName = new Option<string>("--username") { Description = "The name to sign in with.", Required = true };
        var support = new Option<bool>("--support") { Description = "May read everything and replay webhooks, instead of being an administrator." };
        var command = new Command("create-staff", "Makes an account of staff and prints a link by which its holder chooses a password: once, within 24 hours.") { userName, support };
        command.SetAction((parsed, cancellationToken) => Commands.WithDatabaseAsync(parsed, async (services, db) =>
        {
            var name = UserNames.Clean(parsed.GetRequiredValue(userName));
            if (await UserNames.CheckAsync(name, db, cancellationToken) is { } fault)
            {
                return await RefuseAsync(parsed, Explain(fault, name));
            }

            var role = parsed.GetValue(support) ? StaffRole.Support : StaffRole.Administrator;
            var account = Account.OfStaff(name, role, services.GetRequiredService<TimeProvider>().GetUtcNow());
            db.Accounts.Add(account);
            var link = services.GetRequiredService<ResetLinks>().Make(account);
            if (!await SaveAsync(db, "create-staff", cancellationToken))
            {
                return await RefuseAsync(parsed, Explain(UserNameFault.Taken, name));
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync($"username: {name}");
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"link: {Site(services)}{link}");
            return 0;
        }));
        return command;
    }

    public static Command CreateApiUser(TextReader input)
    {
        var userName = new Option<string>("--username") { Description = "The name to sign in with.", Required = true };
        var companies = new Option<long[]>("--company") { Description = "The number of a company whose data it may see; may be given many times. Without any it sees no data.", AllowMultipleArgumentsPerToken = true };
        var limit = new Option<int?>("--limit") { Description = "Requests per window of its own." };
        var readOnly = new Option<bool>("--read-only") { Description = "Without the permission to write." };
        var passwordStdin = new Option<bool>("--password-stdin") { Description = "Read the password from standard input instead of making one." };
        var command = new Command("create-api-user", "Makes an API user and prints its password once.") { userName, companies, limit, readOnly, passwordStdin };
        command.SetAction((parsed, cancellationToken) => Commands.WithDatabaseAsync(parsed, async (services, db) =>
        {
            var name = UserNames.Clean(parsed.GetRequiredValue(userName));
            if (await UserNames.CheckAsync(name, db, cancellationToken) is { } fault)
            {
                return await RefuseAsync(parsed, Explain(fault, name));
            }

            var password = parsed.GetValue(passwordStdin)
                ? (await input.ReadLineAsync(cancellationToken) ?? "")
                : RandomNumberGenerator.GetString(PasswordCharacters, PasswordLength);
            if (PasswordRules.Check(password, name) is { } weakness)
            {
                return await RefuseAsync(parsed, ExplainPassword(weakness));
            }

            if (parsed.GetValue(limit) is < 1 or > ApiUser.MaxPermitLimit)
            {
                return await RefuseAsync(parsed, $"--limit must be from 1 to {ApiUser.MaxPermitLimit}.");
            }

            var asked = parsed.GetValue(companies) ?? [];
            var known = await db.Companies.IgnoreQueryFilters().Where(c => asked.Contains(c.Id)).Select(c => c.Id).ToListAsync(cancellationToken);
            if (asked.Except(known).ToList() is [var unknown, ..])
            {
                return await RefuseAsync(parsed, $"There is no company {unknown}.");
            }

            var user = new ApiUser
            {
                UserName = name,
                Created = services.GetRequiredService<TimeProvider>().GetUtcNow(),
                MayWrite = !parsed.GetValue(readOnly),
                PermitLimit = parsed.GetValue(limit),
            };
            db.ApiUsers.Add(user);
            var account = Account.Of(user, user.Created);
            account.PasswordHash = new PasswordHasher<Account>().HashPassword(account, password);
            db.Accounts.Add(account);
            known.ForEach(user.Link);
            if (!await SaveAsync(db, "create-api-user", cancellationToken))
            {
                return await RefuseAsync(parsed, Explain(UserNameFault.Taken, name));
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync($"username: {user.UserName}");
            if (!parsed.GetValue(passwordStdin))
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync($"password: {password}");
            }

            if (known.Count == 0)
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync($"companies: none, so it sees no data; link companies at {Site(services)}/staff/api-users/{user.Id}/link/");
            }

            return 0;
        }));
        return command;
    }

    public static Command CreateApplication()
    {
        var userName = new Option<string>("--username") { Description = "The API user that owns it.", Required = true };
        var name = new Option<string>("--name") { Description = "The name that its owner knows it by.", Required = true };
        var scopes = new Option<string>("--scopes") { Description = "Its scopes, separated by blanks.", DefaultValueFactory = _ => "read write" };
        var clientId = new Option<string?>("--client-id") { Description = "A client id to keep, from the service before this one." };
        var secretHash = new Option<string?>("--secret-hash") { Description = "The hash of a secret to keep (pbkdf2_sha256$…), instead of a new secret." };
        var command = new Command("create-application", "Registers an OAuth application and prints its secret once.") { userName, name, scopes, clientId, secretHash };
        command.SetAction((parsed, cancellationToken) => Commands.WithDatabaseAsync(parsed, async (services, db) =>
        {
            var normalized = ApiUser.Normalize(parsed.GetRequiredValue(userName));
            var owner = await db.ApiUsers.SingleOrDefaultAsync(u => u.NormalizedUserName == normalized, cancellationToken);
            if (owner is null)
            {
                return await RefuseAsync(parsed, "There is no such API user.");
            }

            var id = parsed.GetValue(clientId) ?? Application.NewClientId();
            if (!Application.IsClientId(id))
            {
                return await RefuseAsync(parsed, $"--client-id must be 1 to {Application.ClientIdMaxLength} printable ASCII characters, without a blank at either end.");
            }

            if (!ScopeNames.TryParse(parsed.GetValue(scopes)!, out var held))
            {
                return await RefuseAsync(parsed, $"--scopes must be of: {string.Join(' ', ScopeNames.All)}");
            }

            var hash = parsed.GetValue(secretHash);
            if (hash is not null && !SecretHash.IsHash(hash))
            {
                return await RefuseAsync(parsed, "--secret-hash is in no form that is understood.");
            }

            var title = TextLine.Clean(parsed.GetRequiredValue(name));
            if (TextLine.Check(title, Application.NameMaxLength) is not null)
            {
                return await RefuseAsync(parsed, $"--name must have 1 to {Application.NameMaxLength} characters, and no control characters.");
            }

            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var secret = SecretHash.NewSecret();
            var application = new Application { ApiUserId = owner.Id, ClientId = id, Name = title, Scopes = held, Created = now };
            db.Applications.Add(application);
            application.AddSecret(hash ?? SecretHash.Of(secret), now, TimeSpan.Zero, hash is null ? SecretHash.LastFour(secret) : null);
            if (!await SaveAsync(db, "create-application", cancellationToken))
            {
                return await RefuseAsync(parsed, $"There is an application {id} already.");
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync($"client_id: {id}");
            if (hash is null)
            {
                await parsed.InvocationConfiguration.Output.WriteLineAsync($"client_secret: {secret}");
            }

            return 0;
        }));
        return command;
    }

    private static string Site(IServiceProvider services) => services.GetRequiredService<IOptions<PublicOptions>>().Value.HostUrl ?? PublicOptions.DemoHostUrl;

    private static string Explain(UserNameFault fault, string name) =>
        fault == UserNameFault.Taken ? $"There is an account {name} already." : $"--username must be {UserNames.Rule}.";

    private static string ExplainPassword(string fault) => fault switch
    {
        PasswordRules.TooShort => $"The password must have at least {PasswordRules.MinLength} characters.",
        PasswordRules.TooLong => $"The password may have at most {PasswordRules.MaxLength} characters.",
        _ => "The password is too easy to guess. Choose a sentence that nobody else uses.",
    };

    private static async Task<bool> SaveAsync(FinAutDbContext db, string command, CancellationToken cancellationToken)
    {
        db.Actor = new Actor(ActorKind.System, command, "");
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception) when (db.IsUniqueViolation(exception))
        {
            return false;
        }
    }

    private static async Task<int> RefuseAsync(ParseResult parsed, string reason)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync(reason);
        return Refused;
    }
}
