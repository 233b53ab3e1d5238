using System.CommandLine;
using FinAut.Api.Hosting;
using FinAut.Domain.Audit;
using FinAut.Domain.Data;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Api.Webhooks;

/// <summary>Commands on webhooks. They only change the outbox; running servers send.</summary>
internal static class WebhookCommands
{
    private const int Refused = 1;
    private const string NoEndpoint = "There is no such endpoint.";

    public static Command Create() => new("webhook", "Looks at webhooks and repairs them.")
    {
        CreateList(),
        CreateAdd(),
        CreatePing(),
        CreateExample(),
        CreateReplay(),
        CreateEnable(),
    };

    private static Command CreateList()
    {
        var company = new Option<long?>("--company") { Description = "Only endpoints of the company with this number." };
        var command = new Command("list", "Lists endpoints with their state and what is undelivered.") { company };
        command.SetAction((parsed, cancellationToken) => Commands.WithDatabaseAsync(parsed, async (_, db) =>
        {
            var wanted = parsed.GetValue(company);
            var deliveries = db.WebhookDeliveries.IgnoreQueryFilters();
            var endpoints = await Endpoints(db).AsNoTracking().Where(e => wanted == null || e.CompanyId == wanted).OrderBy(e => e.Id)
                .Select(e => new
                {
                    e.Id,
                    e.CompanyId,
                    e.Kind,
                    e.State,
                    e.Url,
                    e.FailingSince,
                    Pending = deliveries.Count(d => d.EndpointId == e.Id && d.State == WebhookDeliveryState.Pending),
                    Held = deliveries.Count(d => d.EndpointId == e.Id && d.State == WebhookDeliveryState.Held),
                    Exhausted = deliveries.Count(d => d.EndpointId == e.Id && d.State == WebhookDeliveryState.Exhausted),
                })
                .ToListAsync(cancellationToken);
            parsed.InvocationConfiguration.Output.WriteLine("endpoint\tcompany\tkind\tstate\tpending\theld\texhausted\tfailing since\thost");
            foreach (var e in endpoints)
            {
                // The host only: paths and queries of receivers hold keys at times.
                var host = new Uri(e.Url).Authority;
                parsed.InvocationConfiguration.Output.WriteLine(
                    $"{e.Id}\t{e.CompanyId}\t{WebhookKinds.NameOf(e.Kind)}\t{WebhookEndpointReply.NameOf(e.State)}\t{e.Pending}\t{e.Held}\t{e.Exhausted}\t{e.FailingSince:u}\t{host}");
            }

            return 0;
        }));
        return command;
    }

    private static Command CreateAdd()
    {
        var company = new Option<long>("--company") { Description = "The company's number.", Required = true };
        var kind = new Option<string>("--kind") { Description = "results, userstatuses or all.", Required = true };
        var url = new Option<string>("--url") { Description = "Where to post.", Required = true };
        var unsigned = new Option<bool>("--unsigned") { Description = "Without a secret, as receivers of the service before this one expect." };
        var envelope = new Option<bool>("--envelope") { Description = "Post the Standard Webhooks envelope instead of the plain resource." };
        var appNames = new Option<string[]>("--appname") { Description = "Only this ordning; may be given many times.", AllowMultipleArgumentsPerToken = true };
        var headers = new Option<string[]>("--header") { Description = "'Name: value' to send along, at most ten; kept encrypted." };
        var command = new Command("add", "Registers an endpoint and prints its secret once.") { company, kind, url, unsigned, envelope, appNames, headers };
        command.SetAction((parsed, cancellationToken) => Commands.WithDatabaseAsync(parsed, async (services, db) =>
        {
            var (owner, target, codes) = (parsed.GetRequiredValue(company), parsed.GetRequiredValue(url), parsed.GetValue(appNames) ?? []);
            if (WebhookKinds.Find(parsed.GetRequiredValue(kind)) is not { } wanted)
            {
                return await RefuseAsync(parsed, "--kind must be results, userstatuses or all.");
            }

            if (!await db.Companies.IgnoreQueryFilters().AnyAsync(c => c.Id == owner, cancellationToken))
            {
                return await RefuseAsync(parsed, $"There is no company {owner}.");
            }

            if (Array.Find(codes, code => OrdningCatalogue.Find(code) is null) is { } unknown)
            {
                return await RefuseAsync(parsed, $"There is no ordning {unknown}.");
            }

            if (target.Length > WebhookEndpoint.UrlMaxLength)
            {
                return await RefuseAsync(parsed, $"--url must have at most {WebhookEndpoint.UrlMaxLength} characters.");
            }

            if (await services.GetRequiredService<AddressGuard>().CheckAsync(target, cancellationToken) is { } refusal)
            {
                return await RefuseAsync(parsed, $"{GuardRefusal.PublicMessage} {refusal.Reason.Text}");
            }

            var custom = CustomHeaders.Parse(parsed.GetValue(headers) ?? []);
            if (custom.Refusal is { } wrong)
            {
                return await RefuseAsync(parsed, wrong.Text);
            }

            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var secrets = services.GetRequiredService<WebhookSecrets>();
            var endpoint = new WebhookEndpoint
            {
                CompanyId = owner,
                Kind = wanted,
                Url = target,
                AppNames = string.Join(' ', codes.Distinct(StringComparer.Ordinal)),
                BodyForm = parsed.GetValue(envelope) ? WebhookBodyForm.Envelope : WebhookBodyForm.Plain,
                Created = now,
            };
            db.Actor = new Actor(ActorKind.System, "webhook add", "");
            await db.WebhookEndpoints.AddAsync(endpoint, cancellationToken);
            WebhookSecret? secret = parsed.GetValue(unsigned) ? null : WebhookSecret.New();
            if (secret is { } made)
            {
                secrets.Add(endpoint, made, now, TimeSpan.Zero);
            }

            secrets.SetHeaders(endpoint, custom.Headers);
            await db.SaveChangesAsync(cancellationToken);
            parsed.InvocationConfiguration.Output.WriteLine($"endpoint: {endpoint.Id}");
            parsed.InvocationConfiguration.Output.WriteLine(secret is { } shown ? $"secret: {shown.Text}" : "unsigned");
            return 0;
        }));
        return command;
    }

    private static Command CreatePing()
    {
        var id = new Argument<long>("endpoint") { Description = "The endpoint's number." };
        var command = new Command("ping", "Posts a test to an endpoint.") { id };
        command.SetAction((parsed, cancellationToken) => Commands.WithDatabaseAsync(parsed, async (services, db) =>
        {
            var wanted = parsed.GetValue(id);
            if (await Endpoints(db).AsNoTracking().SingleOrDefaultAsync(e => e.Id == wanted, cancellationToken) is not { } endpoint)
            {
                return await RefuseAsync(parsed, NoEndpoint);
            }

            var ping = await services.GetRequiredService<WebhookOutbox>().PingAsync(endpoint, cancellationToken);
            parsed.InvocationConfiguration.Output.WriteLine($"Delivery {ping.Id} is due.");
            return 0;
        }));
        return command;
    }

    private static Command CreateExample()
    {
        var id = new Argument<long>("endpoint") { Description = "The endpoint's number." };
        var happened = new Argument<string>("event") { Description = "result or userstatus." };
        var command = new Command("example", "Posts an event that never happened, as the endpoint would get it.") { id, happened };
        command.SetAction((parsed, cancellationToken) => Commands.WithDatabaseAsync(parsed, async (services, db) =>
        {
            var wanted = parsed.GetValue(id);
            var endpoint = await Endpoints(db).AsNoTracking().SingleOrDefaultAsync(e => e.Id == wanted, cancellationToken);
            WebhookEvent? example = parsed.GetValue(happened) switch { "result" => WebhookEvent.Result, "userstatus" => WebhookEvent.UserStatus, _ => null };
            if (endpoint is null || example is null)
            {
                return await RefuseAsync(parsed, endpoint is null ? NoEndpoint : "The event must be result or userstatus.");
            }

            var delivery = await services.GetRequiredService<WebhookOutbox>().SendExampleAsync(endpoint, example.Value, cancellationToken);
            parsed.InvocationConfiguration.Output.WriteLine($"Delivery {delivery.Id} is due.");
            return 0;
        }));
        return command;
    }

    private static Command CreateReplay()
    {
        var delivery = new Option<long?>("--delivery") { Description = "One delivery." };
        var endpoint = new Option<long?>("--endpoint") { Description = "All of an endpoint that were not delivered." };
        var from = new Option<DateTimeOffset?>("--from") { Description = "Only those made at this time or later." };
        var to = new Option<DateTimeOffset?>("--to") { Description = "Only those made before this time." };
        var all = new Option<bool>("--all") { Description = "Those that were delivered as well." };
        var command = new Command("replay", "Posts deliveries again, ten a second.") { delivery, endpoint, from, to, all };
        command.SetAction((parsed, cancellationToken) => Commands.WithDatabaseAsync(parsed, async (services, db) =>
        {
            var (one, of) = (parsed.GetValue(delivery), parsed.GetValue(endpoint));
            if (one is null == of is null)
            {
                return await RefuseAsync(parsed, "Name one of --delivery and --endpoint.");
            }

            if (of is not null && !await Endpoints(db).AnyAsync(e => e.Id == of, cancellationToken))
            {
                return await RefuseAsync(parsed, NoEndpoint);
            }

            var (start, end, delivered) = (parsed.GetValue(from)?.ToUniversalTime(), parsed.GetValue(to)?.ToUniversalTime(), parsed.GetValue(all));
            var replay = new WebhookReplay(one, of, start, end, one is not null || delivered ? null : WebhookReplay.Undelivered);
            var count = await services.GetRequiredService<WebhookOutbox>().ReplayAsync(replay, cancellationToken);
            if (one is not null && count == 0)
            {
                return await RefuseAsync(parsed, "There is no such delivery, or it is due already, or its body is no longer kept.");
            }

            parsed.InvocationConfiguration.Output.WriteLine(count == WebhookOutbox.MaxReplayed ? $"{count} deliveries are due; run the command again for more." : $"{count} deliveries are due.");
            return 0;
        }));
        return command;
    }

    private static Command CreateEnable()
    {
        var id = new Argument<long>("endpoint") { Description = "The endpoint's number." };
        var command = new Command("enable", "Sends to an endpoint again; what was held stays held until it is replayed.") { id };
        command.SetAction((parsed, cancellationToken) => Commands.WithDatabaseAsync(parsed, async (services, db) =>
        {
            var wanted = parsed.GetValue(id);
            var endpoint = await Endpoints(db).SingleOrDefaultAsync(e => e.Id == wanted, cancellationToken);
            if (endpoint is null)
            {
                return await RefuseAsync(parsed, NoEndpoint);
            }

            db.Actor = new Actor(ActorKind.System, "webhook enable", "");
            if (await services.GetRequiredService<WebhookEndpoints>().SwitchAsync(endpoint, enabled: true, cancellationToken) is not { } changed)
            {
                return await RefuseAsync(parsed, NoEndpoint);
            }

            var held = await db.WebhookDeliveries.IgnoreQueryFilters()
                .CountAsync(d => d.EndpointId == wanted && d.State == WebhookDeliveryState.Held, cancellationToken);
            parsed.InvocationConfiguration.Output.WriteLine(changed ? $"Endpoint {wanted} is active again." : $"Endpoint {wanted} was active already.");
            if (held > 0)
            {
                parsed.InvocationConfiguration.Output.WriteLine($"{held} deliveries are held; to post them: webhook replay --endpoint {wanted}");
            }

            return 0;
        }));
        return command;
    }

    private static IQueryable<WebhookEndpoint> Endpoints(FinAutDbContext db) =>
        db.WebhookEndpoints.IgnoreQueryFilters().Where(e => e.State != WebhookEndpointState.Deleted);

    private static async Task<int> RefuseAsync(ParseResult parsed, string reason)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync(reason);
        return Refused;
    }
}
