using BillingEngine.Api.Conversations;
using BillingEngine.Api.Operations.Retries;
using BillingEngine.Postgres.Operations;
using BillingEngine.Postgres.Operations.Retries;
using Npgsql;

namespace BillingEngine.Api.Operations;

/// <summary>What operators do and see, under /v1/ops.</summary>
static class OperationsApi
{
    /// <summary>Adds the calls. What they work with comes from <see cref="AddOperationStores"/>.</summary>
    public static void AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<WaitingJson>();
        services.AddSingleton<ReadWaitingEndpoint>();
        services.AddSingleton<ChangeWaitingEndpoint>();
        services.AddSingleton<MoveManyEndpoint>();
        services.AddSingleton<SagaJson>();
        services.AddSingleton<ReadSagasEndpoint>();
        services.AddSingleton<HoldUpsEndpoint>();
        services.AddSingleton<RetrySignal>();
        services.AddSingleton<RetryAnswers>();
        services.AddSingleton<StartRetryEndpoint>();
        services.AddSingleton<ReplayMessageEndpoint>();
        services.AddSingleton<ReadRetriesEndpoint>();
        services.AddSingleton<ChangeRetryEndpoint>();
        services.AddSingleton<ReadConversationEndpoint>();
        services.AddSingleton<ReadFailuresEndpoint>();
        services.AddSingleton<ReadGroupsEndpoint>();
        services.AddSingleton<ArchiveFailuresEndpoint>();
        services.AddSingleton<EditedMessages>();
        services.AddSingleton<RehearsalJson>();
        services.AddSingleton<DryRunFailureEndpoint>();
        services.AddSingleton<EditFailureEndpoint>();
        services.AddSingleton<ReadActionsEndpoint>();
        services.AddSingleton<ReadProjectionsEndpoint>();
    }

    /// <summary>Adds what is on record of messages, timeouts, sagas and conversations.</summary>
    public static void AddOperationStores(this IServiceCollection services, NpgsqlDataSource database)
    {
        services.AddSingleton(new WaitingMessages(database));
        services.AddSingleton(new WaitingChanges(database));
        services.AddSingleton(new OpenSagas(database));
        services.AddSingleton(new SagaHistory(database));
        services.AddSingleton(new HoldUps(database));
        services.AddSingleton(new RetryStore(database));
        services.AddSingleton(new RetryQueries(database));
        services.AddSingleton(new TracedMessages(database));
        services.AddSingleton<IConversations>(new ConversationStore(database));
        services.AddSingleton(new FailedMessages(database));
        services.AddSingleton(new FailureGroups(database));
        services.AddSingleton(new FailureArchive(database));
        services.AddSingleton(new EditedRetries(database));
        services.AddSingleton(new OperatorActions(database));
    }

    public static void MapOperations(this WebApplication app)
    {
        app.Services.GetRequiredService<ReadWaitingEndpoint>().Map(app);
        app.Services.GetRequiredService<ChangeWaitingEndpoint>().Map(app);
        app.Services.GetRequiredService<MoveManyEndpoint>().Map(app);
        app.Services.GetRequiredService<ReadSagasEndpoint>().Map(app);
        app.Services.GetRequiredService<HoldUpsEndpoint>().Map(app);
        app.Services.GetRequiredService<StartRetryEndpoint>().Map(app);
        app.Services.GetRequiredService<ReplayMessageEndpoint>().Map(app);
        app.Services.GetRequiredService<ReadRetriesEndpoint>().Map(app);
        app.Services.GetRequiredService<ChangeRetryEndpoint>().Map(app);
        app.Services.GetRequiredService<ReadConversationEndpoint>().Map(app);
        app.Services.GetRequiredService<ReadFailuresEndpoint>().Map(app);
        app.Services.GetRequiredService<ReadGroupsEndpoint>().Map(app);
        app.Services.GetRequiredService<ArchiveFailuresEndpoint>().Map(app);
        app.Services.GetRequiredService<DryRunFailureEndpoint>().Map(app);
        app.Services.GetRequiredService<EditFailureEndpoint>().Map(app);
        app.Services.GetRequiredService<ReadActionsEndpoint>().Map(app);
        app.Services.GetRequiredService<ReadProjectionsEndpoint>().Map(app);
    }
}
