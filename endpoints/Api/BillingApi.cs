using BillingEngine.Api.Accounts;
using BillingEngine.Api.Admission;
using BillingEngine.Api.Analytics;
using BillingEngine.Api.Cards;
using BillingEngine.Api.Consistency;
using BillingEngine.Api.Description;
using BillingEngine.Api.Events;
using BillingEngine.Api.Metrics;
using BillingEngine.Api.Operation;
using BillingEngine.Api.Operations;
using BillingEngine.Api.Statements;
using BillingEngine.Api.Transactions;
using BillingEngine.Api.Transactions.Search;
using BillingEngine.Messages;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BillingEngine.Api;

/// <summary>Options of the HTTP API.</summary>
public sealed record ApiOptions
{
    /// <summary>
    /// How long a caller that says nothing of it waits for an outcome, before it is told "processing".
    /// </summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(2);

    public AdmissionOptions Admission { get; init; } = new();

    /// <summary>Callers that may wait for events at a time; whoever comes then is told to come again.</summary>
    public int Followers { get; init; } = 1_000;
}

/// <summary>
/// The HTTP API: a thin layer that reads requests strictly, hands commands to the engine, and shows what came of it.
/// </summary>
public static class BillingApi
{
    public static void AddBillingApi(this IServiceCollection services, ApiOptions? options = null)
    {
        services.AddRouting();
        services.AddApiDescription();
        services.TryAddSingleton(options ?? new());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(CurrencyRegistry.Iso4217);
        services.AddSingleton<AdmissionGate>();
        services.AddSingleton<AdmissionMetrics>();
        services.AddSingleton<CreateAccountEndpoint>();
        services.AddSingleton<AccountCommands>();
        services.AddSingleton<ChangeStatusEndpoint>();
        services.AddSingleton<ChangeLimitsEndpoint>();
        services.AddSingleton<IssueCardEndpoint>();
        services.AddSingleton<ChangeCardEndpoint>();
        services.AddAccountReads();
        services.AddSingleton<ReadCardsEndpoint>();
        services.AddSingleton<TransactionCalls>();
        services.AddSingleton<MovementEndpoint>();
        services.AddSingleton<CaptureEndpoint>();
        services.AddSingleton<RefundEndpoint>();
        services.AddSingleton<BulkEndpoint>();
        services.AddSingleton<ReadTransactionEndpoint>();
        services.AddSingleton<FaultsEndpoint>();
        services.AddSingleton<HealthEndpoint>();
        services.AddSingleton<MetricsCollector>();
        services.AddSingleton<MetricsEndpoint>();
        services.AddTransactionSearch();
        services.AddAnalytics();
        services.AddEvents();
        services.AddStatements();
        services.AddOperations();
    }

    public static void MapBillingApi(this WebApplication app)
    {
        app.UseMiddleware<RequestBoundary>();
        app.UseMiddleware<ReadConsistency>();
        app.Services.GetRequiredService<CreateAccountEndpoint>().Map(app);
        app.Services.GetRequiredService<ChangeStatusEndpoint>().Map(app);
        app.Services.GetRequiredService<ChangeLimitsEndpoint>().Map(app);
        app.Services.GetRequiredService<IssueCardEndpoint>().Map(app);
        app.Services.GetRequiredService<ChangeCardEndpoint>().Map(app);
        app.MapAccountReads();
        app.Services.GetRequiredService<ReadCardsEndpoint>().Map(app);
        app.Services.GetRequiredService<MovementEndpoint>().Map(app);
        app.Services.GetRequiredService<CaptureEndpoint>().Map(app);
        app.Services.GetRequiredService<RefundEndpoint>().Map(app);
        app.Services.GetRequiredService<BulkEndpoint>().Map(app);
        app.Services.GetRequiredService<ReadTransactionEndpoint>().Map(app);
        app.Services.GetRequiredService<FaultsEndpoint>().Map(app);
        app.Services.GetRequiredService<HealthEndpoint>().Map(app);
        app.Services.GetRequiredService<MetricsEndpoint>().Map(app);
        app.MapTransactionSearch();
        app.MapAnalytics();
        app.MapEvents();
        app.MapStatements();
        app.MapOperations();
        app.MapOpenApi("/openapi/v1.json");
    }
}
