using BillingEngine.Accounts;
using BillingEngine.Host.Configuration;
using BillingEngine.Messages;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Projections;
using BillingEngine.Postgres.Verification;
using BillingEngine.ReadModels;
using BillingEngine.Transactions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BillingEngine.Host;

/// <summary>What the product consists of: a new endpoint, contract module or read model is named here, and nowhere else.</summary>
static class Composition
{
    public static IReadOnlyList<EndpointDefinition> Endpoints { get; } =
        [AccountsEndpoint.Define(), TransactionsEndpoint.Define()];

    public static IReadOnlyList<MessageModule> Modules { get; } =
        [new MessageModule(Catalog.All, MessagesJson.Default)];

    public static MessageTypes Types { get; } = new(Modules);

    public static IReadOnlyList<MigrationSource> Migrations { get; } =
        [PostgresStorage.Migrations, ReadModelModule.Migrations];

    public static IReadOnlyList<Invariant> Invariants { get; } = [.. EngineInvariants.All, .. MoneyInvariants.All];

    /// <summary>What handlers and sagas may ask for in their constructors.</summary>
    public static IServiceCollection Services(BillingConfiguration configuration) => new ServiceCollection()
        .AddLogging(Logs.Configure)
        .AddSingleton(configuration.Limits)
        .AddSingleton(configuration.Rules);

    public static IReadOnlyList<IInlineProjection> InlineProjections() => ReadModelModule.Inline();

    public static IReadOnlyList<string> ReadModelNames { get; } =
    [
        .. ReadModelModule.Inline().Select(model => model.Name),
        .. ReadModelModule.Following().Select(model => model.Name),
    ];

    public static ReadModelWorkshop Workshop(NpgsqlDataSource database) =>
        new(database, Types, ReadModelModule.Inline(), ReadModelModule.Following());
}
