using BillingEngine.Api.Accounts;
using BillingEngine.ReadModels;
using Npgsql;

namespace BillingEngine.Api.Statements;

/// <summary>How a balance came about: its history, and statements.</summary>
static class StatementsApi
{
    public static void AddStatements(this IServiceCollection services)
    {
        services.AddSingleton<BalanceHistoryEndpoint>();
        services.AddSingleton<StatementEndpoint>();
    }

    /// <summary>Adds what these calls ask.</summary>
    public static void AddStatementQueries(this IServiceCollection services, NpgsqlDataSource database)
    {
        services.AddSingleton<IAccountDays>(new AccountDayQueries(database));
        services.AddSingleton<IStatementEntries>(new StatementQueries(database));
    }

    public static void MapStatements(this WebApplication app)
    {
        app.Services.GetRequiredService<BalanceHistoryEndpoint>().Map(app);
        app.Services.GetRequiredService<StatementEndpoint>().Map(app);
    }
}
