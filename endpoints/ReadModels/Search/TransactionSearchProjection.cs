using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Projections;

namespace BillingEngine.ReadModels.Search;

/// <summary>
/// What transactions are searched by: a row for each, of which only the status ever changes. A transaction that begins
/// and ends in one batch is written once.
/// </summary>
sealed class TransactionSearchProjection : IProjection
{
    /// <summary>Parts terms in one text; no term has it.</summary>
    const string Separator = "\u0001";

    const string Insert = """
        insert into transaction_search (transaction_id, created_at, ledger, type, status, currency, amount,
            source_account_id, destination_account_id, reference, terms)
        select transaction_id, created_at, ledger, type, status, currency, amount, source_account_id,
            destination_account_id, reference, array_to_tsvector(string_to_array(terms, e'\x01'))
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            as new(transaction_id, created_at, ledger, type, status, currency, amount, source_account_id,
                destination_account_id, reference, terms)
        """;

    const string Update = """
        update transaction_search t
        set status = changed.status
        from unnest($1, $2, $3, $4) as changed(ledger, created_at, transaction_id, status)
        where t.ledger = changed.ledger and t.created_at = changed.created_at
            and t.transaction_id = changed.transaction_id and t.status <> changed.status
        """;

    const string Count = """
        insert into transaction_terms as t (term, sampled)
        select term, sampled from unnest($1, $2) as new(term, sampled)
        on conflict (term) do update set sampled = t.sampled + excluded.sampled
        """;

    public string Name => TransactionSearch.Model;

    public int Version => 1;

    public IReadOnlyList<string> Tables { get; } = ["transaction_search", "transaction_terms"];

    public IReadOnlyList<Type> Events => ModelEvents.Transactions;

    public async Task Project(ProjectionBatch batch, CancellationToken ct)
    {
        var begun = new Dictionary<Guid, TransactionSnapshot>();
        var changed = new Dictionary<Guid, TransactionStatus>();
        foreach (var (stored, e) in batch.Events)
        {
            if (e is ITransactionRequested requested)
                begun[stored.StreamId] = TransactionSnapshot.From(
                    requested, stored.Origin.CorrelationId, stored.OccurredAt);
            else if (begun.TryGetValue(stored.StreamId, out var transaction))
                begun[stored.StreamId] = transaction.After(e, stored.OccurredAt);
            else if (StatusAfter(e) is { } status)
                changed[stored.StreamId] = status;
        }

        AddInserts(batch, [.. begun.Values]);
        await AddUpdates(batch, changed, ct);
    }

    /// <summary>Null: it is no event that this model takes in.</summary>
    static TransactionStatus? StatusAfter(IEvent e) => e switch
    {
        TransactionAuthorized => TransactionStatus.Authorized,
        PaymentCaptureRequested or PaymentVoidRequested => TransactionStatus.Processing,
        TransactionCompleted => TransactionStatus.Completed,
        TransactionFailed => TransactionStatus.Failed,
        TransactionVoided => TransactionStatus.Voided,
        TransactionExpired => TransactionStatus.Expired,
        _ => null,
    };

    static void AddInserts(ProjectionBatch batch, TransactionSnapshot[] rows)
    {
        if (rows.Length == 0)
            return;
        var terms = Array.ConvertAll(rows, SearchTerms.Of);
        Sql.Add(
            batch.Statements,
            Insert,
            Sql.Ids(rows.Select(row => row.TransactionId)),
            Sql.Times(rows.Select(row => (DateTimeOffset?)row.CreatedAt)),
            Sql.Texts(rows.Select(row => row.Ledger)),
            Sql.Texts(rows.Select(row => WireNames.Of(row.Type))),
            Sql.Texts(rows.Select(row => WireNames.Of(row.Status))),
            Sql.Texts(rows.Select(row => row.Amount.Currency.Value)),
            Sql.Numerics(rows.Select(row => (decimal?)row.Amount.Amount)),
            Sql.Ids(rows.Select(row => row.SourceAccountId)),
            Sql.Ids(rows.Select(row => row.DestinationAccountId)),
            Sql.Texts(rows.Select(row => row.Reference)),
            Sql.Texts(terms.Select(of => string.Join(Separator, of))));
        AddCounts(
            batch,
            rows.Zip(terms).Where(row => TermSample.Has(row.First.TransactionId)).Select(row => row.Second));
    }

    static void AddCounts(ProjectionBatch batch, IEnumerable<IReadOnlyCollection<string>> sampled)
    {
        // In the order of the terms, so that two runs touch rows and pages in one order.
        var counts = sampled.SelectMany(terms => terms).CountBy(term => term)
            .OrderBy(count => count.Key, StringComparer.Ordinal)
            .ToList();
        if (counts.Count > 0)
            Sql.Add(
                batch.Statements,
                Count,
                Sql.Texts(counts.Select(count => count.Key)),
                Sql.Longs(counts.Select(count => (long)count.Value)));
    }

    /// <summary>Where a row is follows from the request that its transaction began with.</summary>
    static async Task AddUpdates(
        ProjectionBatch batch, Dictionary<Guid, TransactionStatus> changed, CancellationToken ct)
    {
        var rows = await EarlierTransactions.Read(batch, changed.Keys, ct);
        if (rows.Count > 0)
            Sql.Add(
                batch.Statements,
                Update,
                Sql.Texts(rows.Values.Select(row => row.Ledger)),
                Sql.Times(rows.Values.Select(row => (DateTimeOffset?)row.CreatedAt)),
                Sql.Ids(rows.Keys),
                Sql.Texts(rows.Keys.Select(id => WireNames.Of(changed[id]))));
    }
}
