using BillingEngine.ReadModels.Analytics;
using Npgsql;

namespace BillingEngine.Api.Analytics;

/// <summary>What transactions come to, under /v1/analytics.</summary>
static class AnalyticsApi
{
    public static void AddAnalytics(this IServiceCollection services)
    {
        services.AddSingleton<AnalyticsQuery>();
        services.AddSingleton<DailyEndpoint>();
        services.AddSingleton<SummaryEndpoint>();
        services.AddSingleton<TrendsEndpoint>();
        services.AddSingleton<TopAccountsEndpoint>();
    }

    public static void AddAnalytics(this IServiceCollection services, NpgsqlDataSource database) =>
        services.AddSingleton<IAnalytics>(new ModelledAnalytics(new AnalyticsQueries(database)));

    public static void MapAnalytics(this WebApplication app)
    {
        app.Services.GetRequiredService<DailyEndpoint>().Map(app);
        app.Services.GetRequiredService<SummaryEndpoint>().Map(app);
        app.Services.GetRequiredService<TrendsEndpoint>().Map(app);
        app.Services.GetRequiredService<TopAccountsEndpoint>().Map(app);
    }
}
