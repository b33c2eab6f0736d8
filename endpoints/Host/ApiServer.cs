using BillingEngine.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BillingEngine.Host;

/// <summary>The HTTP endpoint of this process.</summary>
static class ApiServer
{
    public static async Task<WebApplication> Start(
        HostOptions options, Action<IServiceCollection> bind, CancellationToken ct)
    {
        // The other builders read the folder that the process was started in, and watch it with all folders below.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        // A request goes on where its bytes arrived, and an answer goes out where it was written: no handler blocks.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.UseUrls(options.Urls.Split(';')).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
            // One request at a time for each: so it bounds the requests too, whatever they do.
            kestrel.Limits.MaxConcurrentConnections = 10_000;
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        Logs.Configure(builder.Logging);
        builder.Services.AddSingleton(options.Configuration.Currencies);
        if (options.Faults is not null)
            builder.Services.AddSingleton(options.Faults);
        builder.Services.AddBillingApi();
        bind(builder.Services);
        var app = builder.Build();
        app.MapBillingApi();
        await app.StartAsync(ct);
        return app;
    }

    public static IReadOnlyList<string> Addresses(WebApplication app) =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    /// <summary>Signals are the executable's business: it stops the parts in order.</summary>
    sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
