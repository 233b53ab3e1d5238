using System.Net;
using FinAut.Domain.Accounts;
using FinAut.Tests.Infrastructure;
using FinAut.Tests.Staff;
using Microsoft.EntityFrameworkCore;

namespace FinAut.Tests.Pages;

/// <summary>A visitor on a walk through the site, with an account of the walk's own.</summary>
internal sealed class WalkVisitor(TestServer server, Visitor kind) : IDisposable
{
    public const string Password = StaffVisitors.Password;

    private Browser _browser = Browser.Open(server);

    public Visitor Kind => kind;

    /// <summary>The account, or null for nobody.</summary>
    public Account? Account { get; private set; }

    /// <summary>Signs in with a new account.</summary>
    public async Task SignInAsync()
    {
        _browser.Dispose();
        Account = kind == Visitor.Nobody ? null : await NewAccountAsync(server, kind);
        _browser = kind switch
        {
            Visitor.Nobody => Browser.Open(server),
            Visitor.Candidate => await CandidateAsync(server, Account!),
            _ => await Browser.SignInAsync(server, Account!.UserName, Password),
        };
    }

    /// <summary>Another tab of the visitor's browser.</summary>
    public Browser Tab() => _browser.Copy();

    public void Dispose() => _browser.Dispose();

    /// <summary>Adds an account of a kind of visitor.</summary>
    public static async Task<Account> NewAccountAsync(TestServer server, Visitor kind)
    {
        if (kind == Visitor.Candidate)
        {
            return await AddCandidateAsync(server, await server.AddPersonAsync());
        }

        return await TestSignIns.AddAsync(
            server,
            kind == Visitor.ApiUser ? AccountKind.ApiUser : AccountKind.Staff,
            StaffVisitors.NewName("walker"),
            Password,
            kind == Visitor.Support ? StaffRole.Support : StaffRole.Administrator);
    }

    /// <summary>Lets a person sign in as a candidate.</summary>
    public static async Task<Account> AddCandidateAsync(TestServer server, long person)
    {
        await using var db = server.Database();
        var user = await db.Users.IgnoreQueryFilters().SingleAsync(u => u.Id == person);
        var account = Account.OfCandidate(user, $"{StaffVisitors.NewName("walker")}@example.no", server.Time.GetUtcNow());
        TestPasswords.Set(account, Password);
        db.Accounts.Add(account);
        await db.SaveChangesAsync();
        return account;
    }

    /// <summary>The browser of a candidate who has signed in.</summary>
    public static async Task<Browser> CandidateAsync(TestServer server, Account account)
    {
        var browser = Browser.Open(server);
        await browser.SubmitAsync("/candidate/login/", "Logg inn", ("Email", account.UserName), ("Password", Password));
        return browser;
    }
}

/// <summary>Where a visitor stops on the walk.</summary>
/// <param name="Path">The address to open.</param>
/// <param name="Fields">What to fill in where a form has such fields.</param>
internal sealed record WalkStop(string Path, params (string Name, string Value)[] Fields)
{
    /// <summary>Whose tab it is opened in, or null for the visitor's own.</summary>
    public Browser? Browser { get; init; }

    /// <summary>How the page is answered.</summary>
    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;
}
