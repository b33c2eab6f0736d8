using BillingEngine.Host;
using BillingEngine.Host.Configuration;
using BillingEngine.Messaging.Engine;

namespace BillingEngine.Integration.Tests.Host;

/// <summary>The whole engine in this process, on a database of its own; tests keep apart by ledger.</summary>
public class RunningHost : IAsyncLifetime
{
    BillingHost? _host;
    ApiClient? _api;

    internal string Database { get; private set; } = "";

    internal ApiClient Api => _api!;

    internal virtual BillingConfiguration Configuration => BillingConfiguration.Default;

    internal virtual FaultSwitch? Faults => null;

    public async Task InitializeAsync()
    {
        Database = await TestCluster.NewDatabase();
        await Start();
    }

    public async Task DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    internal async Task Restart()
    {
        await _host!.Stop(CancellationToken.None);
        await Start();
    }

    async Task Start()
    {
        var options = new HostOptions(Database, DataDirectory: null, "http://127.0.0.1:0", HostOptions.AllEndpoints)
        {
            Configuration = Configuration,
            Faults = Faults,
        };
        _host = await BillingHost.Start(options, CancellationToken.None);
        _api = new ApiClient(_host.Addresses.Single());
    }
}
