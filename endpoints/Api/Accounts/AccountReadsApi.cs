namespace BillingEngine.Api.Accounts;

/// <summary>What can be asked about accounts.</summary>
static class AccountReadsApi
{
    public static void AddAccountReads(this IServiceCollection services)
    {
        services.AddSingleton<ListAccountsEndpoint>();
        services.AddSingleton<ReadAccountEndpoint>();
        services.AddSingleton<ReadBalanceEndpoint>();
        services.AddSingleton<ExplainBalanceEndpoint>();
        services.AddSingleton<ReadEntriesEndpoint>();
        services.AddSingleton<ReadAccountEventsEndpoint>();
    }

    public static void MapAccountReads(this WebApplication app)
    {
        app.Services.GetRequiredService<ListAccountsEndpoint>().Map(app);
        app.Services.GetRequiredService<ReadAccountEndpoint>().Map(app);
        app.Services.GetRequiredService<ReadBalanceEndpoint>().Map(app);
        app.Services.GetRequiredService<ExplainBalanceEndpoint>().Map(app);
        app.Services.GetRequiredService<ReadEntriesEndpoint>().Map(app);
        app.Services.GetRequiredService<ReadAccountEventsEndpoint>().Map(app);
    }
}
