using BillingEngine.Accounts;
using BillingEngine.Host;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Postgres;
using BillingEngine.ReadModels;
using BillingEngine.Transactions;
using Npgsql;

namespace BillingEngine.Integration.Tests.ReadModels;

/// <summary>
/// What the rows must be: folded from all events, by the domain's own states, one event after the other.
/// </summary>
sealed class Fold
{
    const string SelectEntries = """
        select concat_ws('|', account_id, position, transaction_id, entry, currency, amount::text, balance_after::text,
            coalesce(counterparty_account_id::text, '-'), coalesce(reference, '-'),
            (extract(epoch from at) * 1000000)::bigint)
        from ledger_entries order by 1
        """;

    readonly Dictionary<Guid, AccountSnapshot> _accounts = [];
    readonly Dictionary<Guid, TransactionSnapshot> _transactions = [];
    readonly Dictionary<Guid, CardSnapshot> _cards = [];
    readonly List<string> _entries = [];

    public static async Task<Fold> OfAll(PostgresStorage storage)
    {
        var types = new MessageTypes([.. Composition.Modules]);
        var streams = await storage.Events.ReadAll(new Dictionary<int, long>(), CancellationToken.None)
            .Select(stored => new Happened(
                stored,
                types.TryFind(stored.Type, out var type)
                    ? (IEvent)type.Read(stored.Data.Span)
                    : throw new InvalidDataException($"The log holds an unknown {stored.Type}.")))
            .GroupBy(happened => happened.Stored.StreamId)
            .ToListAsync();
        var fold = new Fold();
        foreach (var stream in streams)
        {
            if (stream.First().Event is ITransactionRequested)
                fold.AddTransaction([.. stream]);
            else
                fold.AddAccount([.. stream]);
        }

        return fold;
    }

    public async Task Equals(NpgsqlDataSource pool)
    {
        foreach (var (id, account) in _accounts)
            Assert.Equal(account, await new AccountQueries(pool).Find(id, CancellationToken.None));
        foreach (var (id, transaction) in _transactions)
            Assert.Equal(transaction, await new TransactionQueries(pool).Find(id, CancellationToken.None));
        foreach (var (id, card) in _cards)
            Assert.Equal(card, await new CardQueries(pool).Find(id, CancellationToken.None));
        _entries.Sort(StringComparer.Ordinal);
        var found = await Rows.Texts(pool, SelectEntries);
        found.Sort(StringComparer.Ordinal);
        Assert.Equal(_entries, found);
        Assert.Equal(_accounts.Count, await Rows.Count(pool, "select count(*) from accounts"));
        Assert.Equal(_transactions.Count, await Rows.Count(pool, "select count(*) from transactions"));
        Assert.Equal(_cards.Count, await Rows.Count(pool, "select count(*) from cards"));
    }

    void AddAccount(List<Happened> events)
    {
        var account = Versioned<Account>.None(events[0].Stored.StreamId);
        var createdAt = default(DateTimeOffset);
        foreach (var (stored, e) in events)
        {
            account = account.Next(e, stored.OccurredAt);
            createdAt = e is AccountCreated ? stored.OccurredAt : createdAt;
            if (EntryOf(e) is { } entry)
                _entries.Add($"{stored.StreamId}|{stored.StreamVersion}|{entry}|{Microseconds(stored.OccurredAt)}");
        }

        var state = account.State;
        // A movement that was called off before there was an account leaves a stream, and no account.
        if (state.Ledger.Length == 0)
            return;
        _accounts.Add(account.StreamId, new(
            account.StreamId,
            state.Ledger,
            state.OwnerId,
            state.OwnerType,
            state.Kind,
            state.Currency,
            state.Status,
            state.Balance,
            state.Held,
            state.Available,
            state.MinBalance,
            state.MaxBalance,
            state.CreditLimit,
            state.KycLevel,
            state.Metadata,
            account.Version,
            createdAt,
            account.UpdatedAt,
            state.PerTransactionLimit,
            state.DailyLimit));
        foreach (var (id, card) in state.Cards)
            _cards.Add(id, new(
                id,
                account.StreamId,
                state.Ledger,
                card.Status,
                card.Label,
                card.ExpiresAt,
                card.CreatedAt,
                card.UpdatedAt));
    }

    void AddTransaction(List<Happened> events)
    {
        var first = events[0].Stored;
        var row = TransactionSnapshot.From(
            (ITransactionRequested)events[0].Event, first.Origin.CorrelationId, first.OccurredAt);
        var transaction = Versioned<Transaction>.None(first.StreamId).Next(events[0].Event, first.OccurredAt);
        foreach (var (stored, e) in events.Skip(1))
        {
            row = row.After(e, stored.OccurredAt);
            transaction = transaction.Next(e, stored.OccurredAt);
        }

        var state = transaction.State;
        Assert.Equal(
            (state.Status, state.Type, state.Refunded, state.Fee?.Amount),
            (row.Status, row.Type, row.RefundedAmount, row.Fee));
        _transactions.Add(first.StreamId, row);
    }

    static string? EntryOf(IEvent e) => e switch
    {
        AccountDebited d => Entry(
            d.TransactionId, d.Part == MovementPart.Fee ? "fee" : "debit", d.Amount.Currency.Value, -d.Amount.Amount,
            d.BalanceAfter, d.CounterpartyAccountId, d.Reference),
        AccountCredited c => Entry(
            c.TransactionId, c.Part == MovementPart.Fee ? "fee" : "credit", c.Amount.Currency.Value, c.Amount.Amount,
            c.BalanceAfter, c.CounterpartyAccountId, c.Reference),
        AccountDebitReversed r => Entry(
            r.TransactionId, r.Part == MovementPart.Fee ? "fee_reversal" : "debit_reversal", r.Amount.Currency.Value,
            r.Amount.Amount, r.BalanceAfter),
        AccountCreditReversed r => Entry(
            r.TransactionId, r.Part == MovementPart.Fee ? "fee_reversal" : "credit_reversal", r.Amount.Currency.Value,
            -r.Amount.Amount, r.BalanceAfter),
        _ => null,
    };

    static string Entry(
        Guid transactionId,
        string entry,
        string currency,
        decimal amount,
        decimal balanceAfter,
        Guid? counterparty = null,
        string? reference = null) => string.Join(
        '|', transactionId, entry, currency, amount, balanceAfter, counterparty?.ToString() ?? "-", reference ?? "-");

    static long Microseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    sealed record Happened(StoredEvent Stored, IEvent Event);
}
