using BillingEngine.Postgres;
using BillingEngine.Postgres.Projections;
using BillingEngine.ReadModels.Analytics;
using BillingEngine.ReadModels.Search;

namespace BillingEngine.ReadModels;

/// <summary>All read models: a new one is named here, and nowhere else.</summary>
public static class ReadModelModule
{
    public static MigrationSource Migrations { get; } = new("read_models", typeof(ReadModelModule).Assembly);

    /// <summary>Written together with the events: what was answered can be read at once.</summary>
    public static IReadOnlyList<IInlineProjection> Inline() =>
        [new AccountProjection(), new TransactionProjection(), new EntryProjection(), new CardProjection()];

    /// <summary>Those that follow the log in their own time.</summary>
    public static IReadOnlyList<IProjection> Following() =>
        [new TransactionSearchProjection(), new AnalyticsProjection(), new AccountDayProjection()];
}
