using BillingEngine.Api.Conversations;
using BillingEngine.Postgres.Operations;
using Npgsql;

namespace BillingEngine.Api.Operations;

/// <summary>What operators do and see, under /v1/ops.</summary>
static class OperationsApi
{
    /// <summary>Adds the calls. What they work with comes from <see cref="AddOperationStores"/>.</summary>
    public static void AddOperations(this IServiceCollection services)
    {
        services.AddSingleton<ReadConversationEndpoint>();
    }

    /// <summary>Adds what is on record of messages, timeouts, sagas and conversations.</summary>
    public static void AddOperationStores(this IServiceCollection services, NpgsqlDataSource database)
    {
        services.AddSingleton<IConversations>(new ConversationStore(database));
    }

    public static void MapOperations(this WebApplication app)
    {
        app.Services.GetRequiredService<ReadConversationEndpoint>().Map(app);
    }
}
