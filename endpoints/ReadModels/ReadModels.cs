using BillingEngine.Postgres;

namespace BillingEngine.ReadModels;

/// <summary>The read models that are written together with the events: what was answered can be read at once.</summary>
public static class ReadModelModule
{
    public static MigrationSource Migrations { get; } = new("read_models", typeof(ReadModelModule).Assembly);

    public static IReadOnlyList<IInlineProjection> Inline() =>
        [new AccountProjection(), new TransactionProjection(), new EntryProjection(), new CardProjection()];
}
