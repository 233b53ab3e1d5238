namespace FinAut.Tests.Infrastructure;

/// <summary>
/// One server for all tests of a class that writes. Its clock begins on a fixed day, so that dates in bodies mean the same on
/// every day on which the tests run.
/// </summary>
public sealed class WriteServer : IAsyncLifetime
{
    /// <summary>The day on which the server's clock begins: a Monday after everything in the demo data.</summary>
    public static readonly DateOnly Today = new(2026, 11, 23);

    public TestServer Server { get; private set; } = null!;

    /// <summary>A client of the demo application.</summary>
    public HttpClient Demo { get; private set; } = null!;

    /// <summary>A client of the customer who sees company 9001 only.</summary>
    public HttpClient Other { get; private set; } = null!;

    /// <summary>A client of the exam platform.</summary>
    public HttpClient Exam { get; private set; } = null!;

    /// <summary>A clock that shows ten in the morning of <see cref="Today"/>, in Oslo.</summary>
    public static TestTime NewClock() => TestTime.At(new DateTimeOffset(Today, new TimeOnly(9, 0), TimeSpan.Zero));

    /// <summary>Makes a person at Testfirma.</summary>
    /// <param name="roles">What the person is signed up for, such as <c>afr_ka</c>.</param>
    /// <returns>The person's number.</returns>
    public async Task<long> NewUserAsync(params string[] roles) =>
        (await Demo.CreateAsync("user/", Bodies.User().With("userroles", $"[{string.Join(',', roles.Select(r => $"\"{r}\""))}]"))).Text("id")!.Number();

    public async Task InitializeAsync()
    {
        Server = await TestServer.StartAsync(time: NewClock());
        Demo = await Server.ClientAsync();
        Other = await Server.ClientAsync(TestServer.OtherClient);
        Exam = await Server.ClientAsync(TestServer.ExamClient, "read write exam");
    }

    public async Task DisposeAsync()
    {
        Demo.Dispose();
        Other.Dispose();
        Exam.Dispose();
        await Server.DisposeAsync();
    }
}
