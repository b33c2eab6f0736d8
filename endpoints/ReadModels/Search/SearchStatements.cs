namespace BillingEngine.ReadModels.Search;

/// <summary>
/// The ways to find a page. All take the same parameters: ledger, the position that the rows come before ($2, $3), the
/// first time, types, statuses, currency, smallest and largest amount, terms, account, reference, limit, and how many
/// rows may be looked at.
/// </summary>
static class SearchStatements
{
    const string Walked = " and (created_at, transaction_id) < ($2, $3) and created_at >= $4 ";

    const string NewestFirst = " order by created_at desc, transaction_id desc ";

    const string ByTimeRows = "select * from transaction_search where ledger = $1" + Walked + NewestFirst;

    const string OpenRows =
        "select * from transaction_search where ledger = $1 and status in ('processing', 'authorized')"
        + Walked + NewestFirst;

    const string EndedRows = """
        select * from transaction_search
        where ledger = $1 and status = ($6::text[])[1] and status in ('failed', 'voided', 'expired')
        """ + Walked + NewestFirst;

    const string ByReferenceRows =
        "select * from transaction_search where ledger = $1 and reference = $12" + Walked + NewestFirst;

    // Never twice the same: source and destination are different accounts.
    const string OfAccountRows =
        "select * from ("
        + "(select * from transaction_search where source_account_id = $11" + Walked + NewestFirst + "limit $14)"
        + " union all "
        + "(select * from transaction_search where destination_account_id = $11" + Walked + NewestFirst + "limit $14)"
        + ") either" + NewestFirst;

    const string Filter = """
         c.ledger = $1
            and ($5::text[] is null or c.type = any($5))
            and ($6::text[] is null or c.status = any($6))
            and ($7::text is null or c.currency = $7)
            and ($8::numeric is null or c.amount >= $8)
            and ($9::numeric is null or c.amount <= $9)
            and ($10::text is null or c.terms @@ $10::tsquery)
            and ($11::uuid is null or $11 in (c.source_account_id, c.destination_account_id))
            and ($12::text is null or c.reference = $12)
        """;

    const string Begin = "with matched as materialized (select c.created_at, c.transaction_id from (";

    const string Match = "limit $14) c where " + Filter + NewestFirst + """
        limit $13)
        select created_at, transaction_id, false from matched
        union all
        select created_at, transaction_id, true from (
        """;

    // The last row that was looked at. It is looked for only when the page was not filled before it; of one snapshot
    // with the page, so that nothing can come to stand between the two.
    const string End = """
        offset $14 - 1 limit 1) edge
        where (select count(*) from matched) < $13
        """;

    public const string ByTime = Begin + ByTimeRows + Match + ByTimeRows + End;

    public const string Open = Begin + OpenRows + Match + OpenRows + End;

    public const string Ended = Begin + EndedRows + Match + EndedRows + End;

    public const string ByReference = Begin + ByReferenceRows + Match + ByReferenceRows + End;

    public const string OfAccount = Begin + OfAccountRows + Match + OfAccountRows + End;

    // The two sets are known to be small before they are asked for. They are fetched whole and in no order, so that no
    // plan can take the way through an index of times instead, in the hope of a page that is soon full.
    const string FromSet = ") select created_at, transaction_id, false from found c where " + Filter + Walked
        + NewestFirst + "limit $13";

    public const string ByTerms =
        "with found as materialized (select * from transaction_search where terms @@ $10::tsquery" + FromSet;

    const string AmountRows = """
        from transaction_search
        where ledger = $1 and currency = $7 and amount >= coalesce($8, 0) and amount <= coalesce($9, 'infinity')
        """;

    public const string ByAmount =
        "with found as materialized (select * " + AmountRows + FromSet;

    /// <summary>How many have an amount in the range, as far as the budget goes and one more.</summary>
    public const string CountAmounts =
        "select count(*) from (select 1 " + AmountRows + " order by amount limit $14 + 1) few";
}
