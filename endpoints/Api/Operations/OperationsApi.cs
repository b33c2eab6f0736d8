using BillingEngine.Api.Operations.Retries;
using BillingEngine.Postgres.Operations.Retries;
using Npgsql;

namespace BillingEngine.Api.Operations;

/// <summary>What operators do and see, under /v1/ops.</summary>
static class OperationsApi
{
    /// <summary>Adds the calls. What they work with comes from <see cref="AddOperationStores"/>.</summary>
    public static void AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<RetrySignal>();
        services.AddSingleton<RetryAnswers>();
        services.AddSingleton<StartRetryEndpoint>();
        services.AddSingleton<ReplayMessageEndpoint>();
        services.AddSingleton<ReadRetriesEndpoint>();
        services.AddSingleton<ChangeRetryEndpoint>();
    }

    /// <summary>Adds what is on record of messages, timeouts, sagas and conversations.</summary>
    public static void AddOperationStores(this IServiceCollection services, NpgsqlDataSource database)
    {
        services.AddSingleton(new RetryStore(database));
        services.AddSingleton(new RetryQueries(database));
        services.AddSingleton(new TracedMessages(database));
    }

    public static void MapOperations(this WebApplication app)
    {
        app.Services.GetRequiredService<StartRetryEndpoint>().Map(app);
        app.Services.GetRequiredService<ReplayMessageEndpoint>().Map(app);
        app.Services.GetRequiredService<ReadRetriesEndpoint>().Map(app);
        app.Services.GetRequiredService<ChangeRetryEndpoint>().Map(app);
    }
}
