using BillingEngine.Host.Configuration;
using BillingEngine.Messaging.Engine;

namespace BillingEngine.Host;

/// <param name="Connection">A PostgreSQL connection string; null for an embedded PostgreSQL.</param>
/// <param name="DataDirectory">Where the embedded PostgreSQL keeps its data; null for the user's data home.</param>
/// <param name="Urls">Where the API listens, separated by semicolons; port 0 takes a free one.</param>
/// <param name="Endpoints">The endpoints that this process runs.</param>
sealed record HostOptions(string? Connection, string? DataDirectory, string Urls, IReadOnlyList<string> Endpoints)
{
    public const string Api = "api";

    /// <summary>Has the read models that follow the log follow it.</summary>
    public const string Projections = "projections";

    /// <summary>Limits, fees and assets.</summary>
    public BillingConfiguration Configuration { get; init; } = BillingConfiguration.Default;

    /// <summary>Makes messages fail on purpose; null, as it should be in production: nothing can.</summary>
    public FaultSwitch? Faults { get; init; }

    public static IReadOnlyList<string> AllEndpoints { get; } =
        [Api, .. Composition.Endpoints.Select(endpoint => endpoint.Name), Projections];

    public bool ServesApi => Endpoints.Contains(Api);

    public bool Projects => Endpoints.Contains(Projections);

    /// <summary>The endpoints that handle messages.</summary>
    public IReadOnlyList<string> Handling => [.. Endpoints.Where(name => name is not (Api or Projections))];
}
