using Floor;

var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
builder.Configuration.AddEnvironmentVariables();
builder.Logging.AddConsole().SetMinimumLevel(LogLevel.Error);
builder.WebHost.UseKestrelCore().UseUrls(builder.Configuration["Floor:Url"]!);
await using var app = builder.Build();
var store = await new Store(builder.Configuration).ReadCallerAsync(Routes.Client);
app.Run(new Routes(builder.Configuration, store).AnswerAsync);
await app.RunAsync();
