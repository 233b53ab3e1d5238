using FinAut.Domain.Accounts;
using FinAut.Domain.ApiClients;
using FinAut.Domain.Competency;
using FinAut.Domain.Ordninger;
using FinAut.Domain.UserLogin;
using FinAut.Domain.Users;
using Microsoft.AspNetCore.Identity;

namespace FinAut.Api.Demo;

/// <summary>API users, their applications, and what an LMS works with: the UserLogin client and the competency goals.</summary>
internal static class DemoClients
{
    private const long DemoId = 1;
    private const long ExamId = 2;
    private const long OtherId = 3;
    private const long StaffId = 4;
    private const long CandidateAccountId = 5;
    private const long UserLoginClientId = 1;
    private const long LinkId = 1;

    // The number by which examples know a goal.
    private const long WellKnownGoalId = 456;

    // An address everywhere else; here something to remember.
    private const string CandidateName = "kandidat";

    private const int Year = 2026;

    private static readonly DateTimeOffset Created = new(2025, 11, 3, 9, 0, 0, TimeSpan.Zero);

    // By the ordning, or null for what is common to all. Hours count towards the insurance schemes' yearly duty.
    private static readonly (string? AppName, string Name, decimal? Hours, bool Mandatory)[] Goals =
    [
        (null, "Etikk: offentlighetsprinsippet", 0.5m, true),
        (null, "Etikk: likhetsprinsippet", 0.5m, true),
        ("afr", "Skatteregler for verdipapirfond", null, true),
        ("afr", "ASK og alternative investeringer", null, true),
        ("krd", "Grønne boliglån", null, true),
        ("krd", "Nye måter å kjøpe bolig på", null, true),
        ("gos", "Regress", 1m, true),
        ("gos", "Reiseforsikring", 1m, true),
        ("aip", "Arv og særkullsbarn", 1.5m, true),
        ("aip", "Beregningsmodeller", 1m, true),
        ("sfn", "Styreansvar og forsikring", 1.5m, true),
        ("sfn", "Datakriminalitet og cyberforsikring", 1m, true),
        ("pfn", "Yrkessykdommer", 1m, true),
        ("pfn", "Kapitaliseringsrente", 1m, true),
        ("ukr", "Gambling og spillavhengighet", null, true),
        ("ukr", "Kryptovaluta", null, false),
        ("ukr", "Rådgiverrollen og forklaringsplikt", null, true),
    ];

    /// <summary>The rows that need companies only.</summary>
    public static IEnumerable<object> Create(DemoCompanies companies)
    {
        var seen = companies.Companies.Select(c => c.Id).Where(id => id != DemoCompanies.OutsideId).ToList();
        return
        [
            .. ApiUser(DemoId, "demo", "Demo-Passord-1", seen),
            .. ApiUser(ExamId, "exam", null, seen),
            .. ApiUser(OtherId, "other", "Other-Passord-1", [DemoCompanies.OutsideId]),
            Account(Domain.Accounts.Account.OfStaff("staff", StaffRole.Administrator, Created, StaffId), "Staff-Passord-1"),
            .. Application(DemoId, "finaut-demo", "Demo", Scopes.Read | Scopes.Write | Scopes.Webhooks),
            .. Application(ExamId, "finaut-exam", "Eksamensplattform", Scopes.Read | Scopes.Write | Scopes.Exam),
            .. Application(OtherId, "finaut-other", "Utenfor", Scopes.Read | Scopes.Write),
            new UserLoginClient
            {
                Id = UserLoginClientId,
                ApiUserId = DemoId,
                Slug = "demo",
                Name = "Demo LMS",
                PostUrl = "https://lms.example/finaut/userlogin",
                RedirectUrl = "https://lms.example/kurs",
            },
            .. CreateGoals(),
        ];
    }

    /// <summary>The rows that need people too.</summary>
    public static IEnumerable<object> CreateForPeople() =>
    [
        new Administration { UserId = DemoKnownPeople.AdministratorId, CompanyId = DemoCompanies.TestfirmaId },
        new Administration { UserId = DemoKnownPeople.AdministratorId, CompanyId = DemoCompanies.EksempelbankenId },
        new UserLoginLink
        {
            Id = LinkId,
            ClientId = UserLoginClientId,
            UserId = DemoKnownPeople.LinkedId,
            ExtUserId = "lms-123",
            EncryptedUserId = "example_encrypted_id_123",
            Created = Created.AddMonths(2),
        },
        Account(
            new Account
            {
                Id = CandidateAccountId,
                Kind = AccountKind.Candidate,
                UserName = CandidateName,
                NormalizedUserName = Domain.Accounts.Account.Normalize(AccountKind.Candidate, CandidateName),
                UserId = DemoKnownPeople.CandidateId,
                Created = Created,
            },
            "Kandidat-Passord-1"),
        Completed(1, goalId: 1, new(2026, 2, 12)),
        Completed(2, goalId: 3, new(2026, 3, 5)),
        Completed(3, goalId: 9, new(2026, 5, 20)),
    ];

    private static IEnumerable<object> ApiUser(long id, string userName, string? password, List<long> companyIds)
    {
        var user = new ApiUser { Id = id, UserName = userName, Created = Created };
        companyIds.ForEach(user.Link);
        return [user, .. user.Companies, .. password is null ? Enumerable.Empty<object>() : [Account(Domain.Accounts.Account.Of(user, Created, id), password)]];
    }

    private static Account Account(Account account, string password)
    {
        account.PasswordHash = new PasswordHasher<Account>().HashPassword(account, password);
        return account;
    }

    // One application and one secret for each API user, so that all three share a number.
    private static IEnumerable<object> Application(long id, string clientId, string name, Scopes scopes) =>
    [
        new Application { Id = id, ApiUserId = id, ClientId = clientId, Name = name, Scopes = scopes, Created = Created },
        new ApplicationSecret { Id = id, ApplicationId = id, Hash = SecretHash.Of(clientId + "-secret"), LastFour = SecretHash.LastFour(clientId + "-secret"), Created = Created },
    ];

    private static IEnumerable<CompetencyGoal> CreateGoals() =>
    [
        .. Goals.Index().Select(goal => Goal(goal.Index + 1, goal.Item.AppName, goal.Item.Name, goal.Item.Hours, goal.Item.Mandatory)),
        Goal(WellKnownGoalId, null, "God skikk regel 5: Informasjon", 0.5m, mandatory: true),
    ];

    private static CompetencyGoal Goal(long id, string? appName, string name, decimal? hours, bool mandatory) => new()
    {
        Id = id,
        Name = name,
        OrdningId = OrdningCatalogue.Find(appName)?.Id,
        Year = Year,
        Hours = hours,
        Mandatory = mandatory,
    };

    private static CompetencyResult Completed(long id, long goalId, DateOnly day) => new()
    {
        Id = id,
        UserLoginLinkId = LinkId,
        GoalId = goalId,
        PassedDate = day,
        ExternalSystem = "LMS",
        ExternalId = $"kurs-{goalId}",
        Created = new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero),
    };
}
