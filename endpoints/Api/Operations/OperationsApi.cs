using BillingEngine.Postgres.Operations;
using Npgsql;

namespace BillingEngine.Api.Operations;

/// <summary>What operators do and see, under /v1/ops.</summary>
static class OperationsApi
{
    /// <summary>Adds the calls. What they work with comes from <see cref="AddOperationStores"/>.</summary>
    public static void AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<ReadFailuresEndpoint>();
        services.AddSingleton<ReadGroupsEndpoint>();
        services.AddSingleton<ArchiveFailuresEndpoint>();
        services.AddSingleton<EditedMessages>();
        services.AddSingleton<RehearsalJson>();
        services.AddSingleton<DryRunFailureEndpoint>();
        services.AddSingleton<EditFailureEndpoint>();
        services.AddSingleton<ReadActionsEndpoint>();
    }

    /// <summary>Adds what is on record of messages, timeouts, sagas and conversations.</summary>
    public static void AddOperationStores(this IServiceCollection services, NpgsqlDataSource database)
    {
        services.AddSingleton(new FailedMessages(database));
        services.AddSingleton(new FailureGroups(database));
        services.AddSingleton(new FailureArchive(database));
        services.AddSingleton(new Retries(database));
        services.AddSingleton(new OperatorActions(database));
    }

    public static void MapOperations(this WebApplication app)
    {
        app.Services.GetRequiredService<ReadFailuresEndpoint>().Map(app);
        app.Services.GetRequiredService<ReadGroupsEndpoint>().Map(app);
        app.Services.GetRequiredService<ArchiveFailuresEndpoint>().Map(app);
        app.Services.GetRequiredService<DryRunFailureEndpoint>().Map(app);
        app.Services.GetRequiredService<EditFailureEndpoint>().Map(app);
        app.Services.GetRequiredService<ReadActionsEndpoint>().Map(app);
    }
}
