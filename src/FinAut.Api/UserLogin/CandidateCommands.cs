using System.CommandLine;
using FinAut.Api.Hosting;
using FinAut.Domain.Audit;
using FinAut.Domain.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace FinAut.Api.UserLogin;

/// <summary>The command that lets a candidate sign in.</summary>
internal static class CandidateCommands
{
    private const int Refused = 1;

    public static Command CreateLink()
    {
        var user = new Option<long>("--user") { Description = "The person's number.", Required = true };
        var email = new Option<string?>("--email") { Description = "The address to sign in with, instead of the one that is registered." };
        var command = new Command("create-candidate-link", "Prints a link by which a candidate chooses a password: once, within 24 hours.") { user, email };
        command.SetAction((parsed, cancellationToken) => Commands.WithDatabaseAsync(parsed, async (services, db) =>
        {
            var id = parsed.GetRequiredValue(user);
            db.Actor = new Actor(ActorKind.System, "create-candidate-link", "");
            var address = parsed.GetValue(email)
                ?? await db.Users.IgnoreQueryFilters().Where(u => u.Id == id).Select(u => u.Email).SingleOrDefaultAsync(cancellationToken) ?? "";
            var invitation = await services.GetRequiredService<CandidateAccounts>().InviteAsync(id, address, cancellationToken);
            if (invitation.Path is null)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(invitation.Outcome switch
                {
                    CandidateInvitationOutcome.AddressTaken => "Another person signs in with that address.",
                    CandidateInvitationOutcome.Disabled => "The person's account is disabled.",
                    _ when address.Length > 0 && invitation.Outcome == CandidateInvitationOutcome.NoAddress => "That is no email address.",
                    _ => $"There is no person {id}, or none with an email address; see --email.",
                });
                return Refused;
            }

            var output = parsed.InvocationConfiguration.Output;
            await output.WriteLineAsync($"username: {StoredText.Normalize(address)}");
            await output.WriteLineAsync($"link: {services.GetRequiredService<IOptions<PublicOptions>>().Value.HostUrl ?? PublicOptions.DemoHostUrl}{invitation.Path}");
            return 0;
        }));
        return command;
    }
}
