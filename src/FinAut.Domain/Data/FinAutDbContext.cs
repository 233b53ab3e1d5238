using FinAut.Domain.Accounts;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Audit;
using FinAut.Domain.Companies;
using FinAut.Domain.Competency;
using FinAut.Domain.Ordninger;
using FinAut.Domain.Results;
using FinAut.Domain.Statuses;
using FinAut.Domain.UserLogin;
using FinAut.Domain.Users;
using FinAut.Domain.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.ValueGeneration;

namespace FinAut.Domain.Data;

/// <summary>
/// The model, the same on every database. Everything that belongs to a company passes a filter on <see cref="Reach"/>, so a query
/// that forgets about access sees nothing rather than everything; code that serves no single caller says
/// <c>IgnoreQueryFilters</c> where it stands.
/// </summary>
public abstract class FinAutDbContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>
    /// The filter by which what belongs to a person is seen only with the person. A query that starts from people, who are filtered
    /// themselves, may leave it out: it would join each of them once more for every part.
    /// </summary>
    public const string PersonFilter = "person";

    /// <summary>The filter by which companies out of reach that a person administers are not seen.</summary>
    public const string AdministrationFilter = "administration";

    private const string OwnFilter = "own";

    // Numbers that are fetched at a time; a server that stops leaves the rest of a block unused.
    private const int IdBlock = 10;

    /// <summary>What the present caller may see.</summary>
    public Reach Reach { get; set; } = Reach.Nothing;

    /// <summary>Who makes changes through this context; the audit trail names it.</summary>
    public Actor Actor { get; set; } = Actor.Server;

    /// <summary>People.</summary>
    public DbSet<User> Users => Set<User>();

    /// <summary>Employments, present and past.</summary>
    public DbSet<Employment> Employments => Set<Employment>();

    /// <summary>Roles.</summary>
    public DbSet<UserRole> UserRoles => Set<UserRole>();

    /// <summary>Companies that people administer.</summary>
    public DbSet<Administration> Administrations => Set<Administration>();

    /// <summary>Companies.</summary>
    public DbSet<Company> Companies => Set<Company>();

    /// <summary>Departments.</summary>
    public DbSet<Department> Departments => Set<Department>();

    /// <summary>Franchises.</summary>
    public DbSet<Franchise> Franchises => Set<Franchise>();

    /// <summary>Ordninger.</summary>
    public DbSet<Ordning> Ordninger => Set<Ordning>();

    /// <summary>Statuses.</summary>
    public DbSet<UserStatus> UserStatuses => Set<UserStatus>();

    /// <summary>Exam results.</summary>
    public DbSet<Result> Results => Set<Result>();

    /// <summary>Competency goals.</summary>
    public DbSet<CompetencyGoal> CompetencyGoals => Set<CompetencyGoal>();

    /// <summary>Competency results.</summary>
    public DbSet<CompetencyResult> CompetencyResults => Set<CompetencyResult>();

    /// <summary>UserLogin clients.</summary>
    public DbSet<UserLoginClient> UserLoginClients => Set<UserLoginClient>();

    /// <summary>Links made by UserLogin.</summary>
    public DbSet<UserLoginLink> UserLoginLinks => Set<UserLoginLink>();

    /// <summary>API users.</summary>
    public DbSet<ApiUser> ApiUsers => Set<ApiUser>();

    /// <summary>Sign-ins.</summary>
    public DbSet<Account> Accounts => Set<Account>();

    /// <summary>OAuth applications.</summary>
    public DbSet<Application> Applications => Set<Application>();

    /// <summary>Secrets of applications.</summary>
    public DbSet<ApplicationSecret> ApplicationSecrets => Set<ApplicationSecret>();

    /// <summary>Access tokens.</summary>
    public DbSet<AccessToken> AccessTokens => Set<AccessToken>();

    /// <summary>The throttle's windows.</summary>
    public DbSet<ThrottleWindow> ThrottleWindows => Set<ThrottleWindow>();

    /// <summary>Webhook endpoints.</summary>
    public DbSet<WebhookEndpoint> WebhookEndpoints => Set<WebhookEndpoint>();

    /// <summary>Webhook deliveries: the outbox.</summary>
    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();

    /// <summary>Attempts at deliveries.</summary>
    public DbSet<WebhookAttempt> WebhookAttempts => Set<WebhookAttempt>();

    /// <summary>What somebody must be told of webhook endpoints.</summary>
    public DbSet<WebhookNotice> WebhookNotices => Set<WebhookNotice>();

    /// <summary>The last numbers of companies' events.</summary>
    public DbSet<WebhookSequence> WebhookSequences => Set<WebhookSequence>();

    /// <summary>Keys that protect cookies and forms.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    /// <summary>The audit trail.</summary>
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    /// <summary>
    /// Counts one request in the API user's window, or begins a new window, in one statement that is exact however many nodes
    /// count at once.
    /// </summary>
    /// <param name="apiUserId">The API user.</param>
    /// <param name="limit">Requests per window.</param>
    /// <param name="now">UTC.</param>
    /// <param name="window">Length of the window. One that begins in the future by more than a minute (a clock was set back) counts as over.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The window with this request counted, or null when the limit is reached.</returns>
    public abstract Task<ThrottleWindow?> CountRequestAsync(
        long apiUserId, int limit, DateTimeOffset now, TimeSpan window, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the next numbers of a company's events. The row stays locked until the present transaction ends, so that numbers are
    /// committed in their order, and whether an endpoint is on does not change while it is asked.
    /// </summary>
    /// <param name="companyId">The company.</param>
    /// <param name="count">How many numbers; none to take the lock only.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The last of the numbers.</returns>
    public abstract Task<long> TakeSequenceAsync(long companyId, int count, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the number of a new status: higher than any that was taken before, on whichever node. The framework's own generator
    /// would let those who ask at once wait for one another, each for a round trip.
    /// </summary>
    public abstract Task<long> NextUserStatusIdAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Waits until no other transaction works on the same persnr, on whichever node, and keeps others waiting until the present
    /// transaction ends.
    /// </summary>
    /// <param name="hash">Tells persnr apart: <see cref="PersnrProtector.CommonLookup"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public abstract Task LockPersnrAsync(byte[] hash, CancellationToken cancellationToken);

    /// <summary>Whether <see cref="NotifyDispatchersAsync"/> reaches other nodes.</summary>
    public abstract bool TellsDispatchers { get; }

    /// <summary>Tells every node, once the present transaction commits, that deliveries are due.</summary>
    public abstract Task NotifyDispatchersAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Claims due deliveries for a node: of every endpoint that is sent to, at most so many that no more than
    /// <paramref name="perEndpoint"/> are at work, the longest due first, and every endpoint's next one before another's next but
    /// one. A delivery waits for the first attempt of every older one for the same endpoint and person. An endpoint whose pause is
    /// over gets one delivery, as a probe. What is asked for by hand is sent to any endpoint that is not deleted. Nodes claim one
    /// after another, so that the limits hold on all of them together.
    /// </summary>
    /// <param name="node">The node.</param>
    /// <param name="now">UTC.</param>
    /// <param name="until">When the claim ends by itself, UTC.</param>
    /// <param name="perEndpoint">How many deliveries of one endpoint may be at work on all nodes.</param>
    /// <param name="count">How many deliveries to claim at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The numbers of the claimed deliveries.</returns>
    public abstract Task<List<long>> ClaimDeliveriesAsync(
        Guid node, DateTimeOffset now, DateTimeOffset until, int perEndpoint, int count, CancellationToken cancellationToken);

    /// <inheritdoc/>
    /// <remarks>The company on people's records is the people's own: new records get it, and those of whoever moves follow.</remarks>
    /// <exception cref="InvalidOperationException">
    /// A record is added without a new version of its person, which alone keeps the person from moving at the same moment.
    /// </exception>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        // Found once: everybody who asks for the changes from here on, as interceptors do, would have them looked for anew.
        ChangeTracker.DetectChanges();
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return await SaveDetectedAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    /// <summary>Creates the database, or brings it up to date. Nodes that do so at once wait for one another.</summary>
    /// <param name="wait">How to wait for others.</param>
    /// <param name="cancellationToken">Stops it; a migration that is not finished is taken back.</param>
    /// <returns>The migrations that were applied, or null when others were in the way for too long.</returns>
    public virtual async Task<IReadOnlyCollection<string>?> MigrateAsync(MigrationWait wait, CancellationToken cancellationToken)
    {
        var pending = (await Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        await Database.MigrateAsync(cancellationToken);
        return pending;
    }

    /// <summary>True when the exception says that a unique index refused a row.</summary>
    public abstract bool IsUniqueViolation(Exception exception);

    /// <summary>True when the exception says that the database ended one of several transactions that waited for one another.</summary>
    public abstract bool IsDeadlock(Exception exception);

    /// <summary>The filter that makes an index hold only the rows where a column is null, in the database's own words.</summary>
    protected abstract string IsNullFilter(string column);

    /// <summary>The filter that makes an index hold only the rows where a column is not null, in the database's own words.</summary>
    protected abstract string IsNotNullFilter(string column);

    /// <summary>The filter that makes an index hold only the rows where a column has a value, in the database's own words.</summary>
    protected abstract string IsFilter(string column, int value);

    /// <summary>The filter that makes an index hold only the rows where a column is true, or false, in the database's own words.</summary>
    protected abstract string IsFilter(string column, bool value);

    /// <summary>Makes numbers come from a sequence of their own before a row is saved.</summary>
    protected abstract void UseSequence(ModelBuilder modelBuilder, Type entity, string sequence, int block);

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(FinAutDbContext).Assembly);
        LowerCase.Map(modelBuilder);
        modelBuilder.Entity<Employment>().HasIndex("UserId").HasDatabaseName("IX_Employments_UserId");
        modelBuilder.Entity<Employment>().Metadata.GetIndexes().Single(i => i.Name == "IX_Employments_Current")
            .SetFilter(IsNullFilter(nameof(Employment.EndDate)));

        foreach (var index in modelBuilder.Entity<UserLoginLink>().Metadata.GetIndexes().Where(i => i.IsUnique && i.Properties.Count == 2))
        {
            index.SetFilter(IsNullFilter(nameof(UserLoginLink.Revoked)));
        }

        // What the dispatcher asks again and again must not cost more when much is waiting, or much was sent.
        var pending = IsFilter(nameof(WebhookDelivery.State), (int)WebhookDeliveryState.Pending);
        var delivery = modelBuilder.Entity<WebhookDelivery>();
        delivery.HasIndex(d => new { d.EndpointId, d.NextAttempt, d.Sequence }).HasFilter(pending);
        delivery.HasIndex(d => new { d.EndpointId, d.UserId, d.Sequence }).HasFilter(pending);
        delivery.HasIndex(d => new { d.EndpointId, d.ClaimedUntil }).HasFilter(IsNotNullFilter(nameof(WebhookDelivery.ClaimedUntil)));
        delivery.HasIndex(d => d.EndpointId, "IX_WebhookDeliveries_Manual").HasFilter(IsFilter(nameof(WebhookDelivery.Manual), value: true));

        // Whoever was erased is out of everybody's reach, and nobody else is.
        var noCompany = IsFilter(nameof(User.CompanyId), (int)User.NoCompany);
        modelBuilder.Entity<User>().ToTable(users => users.HasCheckConstraint(
            "CK_Users_Erased",
            $"({IsNullFilter(nameof(User.Erased))} AND NOT ({noCompany})) OR ({IsNotNullFilter(nameof(User.Erased))} AND {noCompany})"));

        UseSequences(modelBuilder);
        modelBuilder.Entity<UserStatus>().Property(s => s.Id).HasValueGenerator((_, _) => new UserStatusIds());
        ConfineToReach(modelBuilder);
    }

    // Numbers exist before a row is saved, so that one SaveChanges can hold a change and what refers to it.
    private void UseSequences(ModelBuilder modelBuilder)
    {
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            if (entity.FindPrimaryKey() is { Properties: [{ Name: "Id" }] } && entity.ClrType != typeof(Ordning))
            {
                // The later of two statuses of a person must have the higher number, whichever nodes make them: no blocks.
                var block = entity.ClrType == typeof(UserStatus) ? 1 : IdBlock;
                UseSequence(modelBuilder, entity.ClrType, entity.ClrType.Name + "Ids", block);
            }
        }
    }

    private async Task<int> SaveDetectedAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken)
    {
        var people = ChangeTracker.Entries<User>().ToDictionary(p => p.Entity.Id);
        var records = ChangeTracker.Entries<IPersonRecord>().ToList();
        foreach (var record in records.Where(r => r.State == EntityState.Added).Select(r => r.Entity))
        {
            record.CompanyId = people.GetValueOrDefault(record.UserId) is { } person && HasNewVersion(person)
                ? person.Entity.CompanyId
                : throw new InvalidOperationException("A record is saved together with a new version of its person.");
        }

        var moved = people.Values.Where(p => p.State == EntityState.Modified && p.Property(u => u.CompanyId).IsModified)
            .ToDictionary(p => p.Entity.Id, p => p.Entity.CompanyId);
        if (moved.Count == 0)
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }

        await using var transaction = Database.CurrentTransaction is null ? await Database.BeginTransactionAsync(cancellationToken) : null;
        foreach (var (person, company) in moved)
        {
            await MoveRecordsAsync(person, company, cancellationToken);
        }

        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        if (transaction is not null)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        foreach (var record in records.Where(r => r.State == EntityState.Unchanged && moved.ContainsKey(r.Entity.UserId)))
        {
            var company = record.Property(r => r.CompanyId);
            company.OriginalValue = company.CurrentValue = moved[record.Entity.UserId];
            company.IsModified = false;
        }

        return saved;
    }

    private static bool HasNewVersion(EntityEntry<User> person) => person.State == EntityState.Added || person.Property(p => p.Version).IsModified;

    // Records first and the person then, as in every other save: two saves at once would wait for each other else.
    private async Task MoveRecordsAsync(long userId, long companyId, CancellationToken cancellationToken)
    {
        await Results.IgnoreQueryFilters().Where(r => r.UserId == userId)
            .ExecuteUpdateAsync(r => r.SetProperty(record => record.CompanyId, companyId), cancellationToken);
        await UserStatuses.IgnoreQueryFilters().Where(s => s.UserId == userId)
            .ExecuteUpdateAsync(s => s.SetProperty(record => record.CompanyId, companyId), cancellationToken);
    }

    private sealed class UserStatusIds : ValueGenerator<long>
    {
        public override bool GeneratesTemporaryValues => false;

        public override long Next(EntityEntry entry) => throw new InvalidOperationException("Statuses are added with AddAsync only.");

        public override async ValueTask<long> NextAsync(EntityEntry entry, CancellationToken cancellationToken = default) =>
            await ((FinAutDbContext)entry.Context).NextUserStatusIdAsync(cancellationToken);
    }

    // A person is visible through the present employer, and all that belongs to the person with it.
    private void ConfineToReach(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Company>().HasQueryFilter(c => Reach.CompanyIds.Contains(c.Id));
        modelBuilder.Entity<Department>().HasQueryFilter(d => Reach.CompanyIds.Contains(d.CompanyId));
        modelBuilder.Entity<Franchise>().HasQueryFilter(f => Reach.CompanyIds.Contains(f.Department.CompanyId));
        modelBuilder.Entity<User>().HasQueryFilter(u => Reach.CompanyIds.Contains(u.CompanyId));
        modelBuilder.Entity<Employment>()
            .HasQueryFilter(OwnFilter, e => Reach.CompanyIds.Contains(e.CompanyId))
            .HasQueryFilter(PersonFilter, e => Reach.CompanyIds.Contains(e.User.CompanyId));
        modelBuilder.Entity<UserStatus>().HasQueryFilter(s => Reach.CompanyIds.Contains(s.CompanyId));
        modelBuilder.Entity<Result>().HasQueryFilter(r => Reach.CompanyIds.Contains(r.CompanyId));
        modelBuilder.Entity<UserLoginLink>()
            .HasQueryFilter(OwnFilter, l => l.Revoked == null && l.Client.ApiUserId == Reach.ApiUserId)
            .HasQueryFilter(PersonFilter, l => Reach.CompanyIds.Contains(l.User.CompanyId));
        modelBuilder.Entity<CompetencyResult>().HasQueryFilter(r =>
            r.UserLoginLink.Revoked == null && r.UserLoginLink.Client.ApiUserId == Reach.ApiUserId
            && Reach.CompanyIds.Contains(r.UserLoginLink.User.CompanyId));
        modelBuilder.Entity<WebhookEndpoint>().HasQueryFilter(e =>
            e.State != WebhookEndpointState.Deleted && e.CompanyId != null && Reach.CompanyIds.Contains(e.CompanyId.Value));
        modelBuilder.Entity<WebhookDelivery>().HasQueryFilter(d => d.CompanyId != null && Reach.CompanyIds.Contains(d.CompanyId.Value));
        modelBuilder.Entity<Administration>().HasQueryFilter(AdministrationFilter, a => Reach.CompanyIds.Contains(a.CompanyId));
    }
}
