using BillingEngine.ReadModels.Search;
using Npgsql;

namespace BillingEngine.Api.Transactions.Search;

/// <summary>The list of transactions.</summary>
static class SearchApi
{
    public static void AddTransactionSearch(this IServiceCollection services) =>
        services.AddSingleton<ListTransactionsEndpoint>();

    public static void AddTransactionSearch(this IServiceCollection services, NpgsqlDataSource database) =>
        services.AddSingleton<ITransactionSearch>(new ModelledSearch(new TransactionSearch(database)));

    public static void MapTransactionSearch(this WebApplication app) =>
        app.Services.GetRequiredService<ListTransactionsEndpoint>().Map(app);
}
