using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Projections;
using Npgsql;

namespace BillingEngine.ReadModels;

/// <summary>
/// The ledger_entries table: a row for each change of a balance, signed, at the version that it made of its account.
/// </summary>
sealed class EntryProjection : IInlineProjection
{
    const string Insert = """
        insert into ledger_entries (account_id, position, transaction_id, entry, currency, amount, balance_after,
            counterparty_account_id, reference, at)
        select account_id, position, transaction_id, entry, currency, amount, balance_after,
            counterparty_account_id, reference, at
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            as new(account_id, position, transaction_id, entry, currency, amount, balance_after,
                counterparty_account_id, reference, at)
        """;

    public string Name => "ledger_entries";

    public int Version => 1;

    public IReadOnlyList<string> Tables { get; } = ["ledger_entries"];

    public IReadOnlyList<Type> Events => ModelEvents.Movements;

    public void Project(IReadOnlyList<CommittedEvent> events, NpgsqlBatch batch)
    {
        Columns? columns = null;
        for (var index = 0; index < events.Count; index++)
        {
            var (stored, e) = events[index];
            if (EntryChange.Of(e) is { } entry)
                (columns ??= new()).Add(stored, entry);
        }

        columns?.AddInsert(batch);
    }

    /// <summary>Filled in one pass: this runs with every movement.</summary>
    sealed class Columns
    {
        readonly List<Guid> _accountIds = [];
        readonly List<int> _positions = [];
        readonly List<Guid> _transactionIds = [];
        readonly List<string> _names = [];
        readonly List<string> _currencies = [];
        readonly List<decimal?> _amounts = [];
        readonly List<decimal?> _balancesAfter = [];
        readonly List<Guid?> _counterparties = [];
        readonly List<string?> _references = [];
        readonly List<DateTimeOffset?> _times = [];

        public void Add(StoredEvent stored, in EntryChange entry)
        {
            _accountIds.Add(stored.StreamId);
            _positions.Add(stored.StreamVersion);
            _transactionIds.Add(entry.TransactionId);
            _names.Add(entry.Name);
            _currencies.Add(entry.Currency);
            _amounts.Add(entry.Amount);
            _balancesAfter.Add(entry.BalanceAfter);
            _counterparties.Add(entry.CounterpartyAccountId);
            _references.Add(entry.Reference);
            _times.Add(stored.OccurredAt);
        }

        public void AddInsert(NpgsqlBatch batch) => Sql.Add(
            batch,
            Insert,
            Sql.Ids(_accountIds),
            Sql.Ints(_positions),
            Sql.Ids(_transactionIds),
            Sql.Texts(_names),
            Sql.Texts(_currencies),
            Sql.Numerics(_amounts),
            Sql.Numerics(_balancesAfter),
            Sql.OptionalIds(_counterparties),
            Sql.Texts(_references),
            Sql.Times(_times));
    }
}
