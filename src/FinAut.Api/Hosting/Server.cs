using System.Text;
using FinAut.Api.Accounts;
using FinAut.Api.Companies;
using FinAut.Api.Docs;
using FinAut.Api.Errors;
using FinAut.Api.Http;
using FinAut.Api.OAuth;
using FinAut.Api.Pages;
using FinAut.Api.Privacy;
using FinAut.Api.Results;
using FinAut.Api.Statuses;
using FinAut.Api.Throttling;
using FinAut.Api.UserLogin;
using FinAut.Api.Users;
using FinAut.Api.Validation;
using FinAut.Api.Webhooks;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Serilog;

namespace FinAut.Api.Hosting;

/// <summary>Puts the server together: read it as a table of contents.</summary>
public static class Server
{
    private const long MaxBodyLength = 1024 * 1024;

    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(8);

    /// <summary>Makes the server, ready to run.</summary>
    /// <param name="args">Settings as on a command line, such as <c>--urls=http://127.0.0.1:5080</c>.</param>
    /// <param name="configure">Changes the builder last, for tests.</param>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // The content root is where the program lies, so that appsettings.json is found from any working folder.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Host.UseDefaultServiceProvider(provider => (provider.ValidateScopes, provider.ValidateOnBuild) = (true, true));
        builder.WebHost.UseKestrelHttpsConfiguration();
        AddServices(builder);
        configure?.Invoke(builder);
        var app = builder.Build();
        Use(app);
        return app;
    }

    private static void AddServices(WebApplicationBuilder builder)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        builder.Logging.ClearProviders().AddSerilog(Logs.Create(configuration), dispose: true);

        // RequestLogMiddleware says what it would say; as long as it may speak, it prepares for it in every request.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyLength;
            kestrel.ConfigureEndpointDefaults(ProtocolErrors.Use);

            // Any byte may stand in a header: clients name themselves in Norwegian, and not all of them in UTF-8.
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
        });
        services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        services.AddTelemetry(configuration).AddSingleton<Jobs>();

        services.AddValidatedOptions<DemoOptions>(DemoOptions.Section);
        services.AddSingleton<IValidateOptions<DemoOptions>, DemoOptionsValidator>();
        services.AddOptions<PublicOptions>().Bind(configuration).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PublicOptions>, PublicOptionsValidator>();
        services.AddValidatedOptions<ThrottleOptions>(ThrottleOptions.Section);
        services.AddSingleton<Throttle>().AddSingleton<ThrottleMetrics>();
        AddProxies(services);

        services.AddSingleton(TimeProvider.System).AddSingleton<OsloClock>();
        services.AddDatabase(configuration.GetValue<DatabaseProvider>("Database:Provider"));
        services.AddPersnr().AddSecrets().AddMail();
        services.AddOAuth();
        services.AddHealth();
        services.AddDocs();

        services.AddHttpContextAccessor();
        services.AddScoped(scope => ResourceUrls.Of(scope.GetRequiredService<IHttpContextAccessor>().HttpContext!.Request));
        services.AddValidation().AddScoped<Conflicts>();
        services.AddCompanies().AddUsers().AddStatuses().AddResults();
        services.AddWebhooks(configuration);
        services.AddAccounts().AddSite().AddUserLogin(configuration).AddPrivacy();

        // The entry assembly, where controllers are looked for by default, is another under test.
        services.AddControllers(mvc => mvc.Conventions.Add(new PolicyConvention()))
            .AddApplicationPart(typeof(Server).Assembly)
            .ConfigureApiBehaviorOptions(api => (api.SuppressModelStateInvalidFilter, api.SuppressMapClientErrors) = (true, true))
            .AddJsonOptions(json => ApiJson.Configure(json.JsonSerializerOptions).TypeInfoResolver = ApiJson.Context);
    }

    private static void AddProxies(IServiceCollection services)
    {
        services.AddValidatedOptions<ProxyOptions>(ProxyOptions.Section);
        services.AddSingleton<IValidateOptions<ProxyOptions>, ProxyOptionsValidator>();
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>>((headers, proxy) =>
        {
            // No prefix: the paths are the contract's own, and webhooks could not know it.
            headers.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            headers.ForwardLimit = proxy.Value.Hops;
            headers.KnownProxies.Clear();
            headers.KnownIPNetworks.Clear();
            foreach (var network in proxy.Value.Parse()!)
            {
                headers.KnownIPNetworks.Add(network);
            }

            // Without a trusted proxy nobody's headers are read.
            if (headers.KnownIPNetworks.Count == 0)
            {
                headers.ForwardedHeaders = ForwardedHeaders.None;
            }
        });
        services.AddOptions<HostFilteringOptions>().Configure<IOptions<PublicOptions>>((filter, options) =>
        {
            filter.AllowedHosts = (options.Value.AllowedHosts ?? "*").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            filter.AllowEmptyHosts = false;
            filter.IncludeFailureMessage = false;
        });

        // The framework filters hosts a first time, before errors get a body and before a trusted proxy is heard.
        services.Remove(services.Single(s => s.ServiceType == typeof(IStartupFilter) && s.ImplementationType?.Name == "HostFilteringStartupFilter"));
    }

    private static void Use(WebApplication app)
    {
        app.UseMiddleware<CorrelationIdMiddleware>();
        app.UseTelemetry();
        app.UseForwardedHeaders();
        app.UseMiddleware<QueryNamesMiddleware>();
        app.UseMiddleware<RequestLogMiddleware>();
        app.UseMiddleware<UnreadBodyMiddleware>();
        app.UseMiddleware<ErrorMiddleware>();
        app.UseHostFiltering();
        app.UseMiddleware<HttpsOnlyMiddleware>();
        app.UseMiddleware<UrlConventionsMiddleware>();
        app.UseMiddleware<SiteHeadersMiddleware>();
        app.UseRouting();
        app.UseMiddleware<FormBufferingMiddleware>();
        app.UseAuthentication();
        app.UseMiddleware<ApiGateMiddleware>();
        app.UseAuthorization();
        app.MapHealth();
        app.MapDocs();
        app.MapControllers();
        app.MapSite();
    }
}
