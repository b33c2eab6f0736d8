namespace BillingEngine.Benchmarks.Reads;

/// <summary>A kind of request that is measured.</summary>
/// <param name="Limit">What the 99th percentile may be.</param>
/// <param name="Path">Another one each time, so that no cache answers.</param>
sealed record Query(string Name, TimeSpan Limit, Func<Sample, string> Path)
{
    static readonly TimeSpan Point = TimeSpan.FromMilliseconds(5);
    static readonly TimeSpan Page = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan List = TimeSpan.FromMilliseconds(25);

    public static IReadOnlyList<Query> All { get; } =
    [
        new("balance", Point, s => $"/v1/accounts/{s.Account}/balance"),
        new("account", Point, s => $"/v1/accounts/{s.Account}"),
        new("transaction by id", Point, s => $"/v1/transactions/{s.Transaction}"),
        new("status by key", Point, s => $"/v1/transactions/status/{s.TrackingId}"),
        new("balance at a time", Page, s => $"/v1/accounts/{s.Account}/balance?at={s.Time}"),
        new("balance at a time, longest account", Page, s => $"/v1/accounts/{s.LongAccount}/balance?at={s.Time}"),
        new("balance at a version", Page, s => $"/v1/accounts/{s.Account}/balance?version={s.Version}"),
        new("entries", Page, s => $"/v1/accounts/{s.Account}/entries"),
        new("entries of a time, longest account", Page, s => $"/v1/accounts/{s.LongAccount}/entries?to={s.Time}"),
        new("history by day", Page, s => $"/v1/accounts/{s.Account}/balance/history?by=day"),
        new("explain", Page, s => $"/v1/accounts/{s.Account}/balance/explain"),
        new("transactions", List, _ => "/v1/transactions"),
        new("transactions of an account", List, s => $"/v1/transactions?accountId={s.Account}"),
        new("transactions of a time", List, s => $"/v1/transactions?to={s.Time}"),
        new("transactions by reference", List, s => $"/v1/transactions?reference={s.Reference}"),
        new("transactions by state", List, s => $"/v1/transactions?status=failed,authorized&to={s.Time}"),
        new("transactions by type, amount", List,
            s => $"/v1/transactions?type=transfer&currency=USD&minAmount=5.00&maxAmount=6.00&to={s.Time}"),
        new("transactions by a frequent word", List, s => $"/v1/transactions?q={s.Word}"),
        new("transactions by all words of one", List, s => $"/v1/transactions?q={s.Reference}"),
        new("accounts of an owner", List, s => $"/v1/accounts?ownerId={s.Owner}"),
        new("accounts by kind", List, _ => "/v1/accounts?kind=user&status=active"),
        new("log of events", List, s => $"/v1/events?accountId={s.Account}"),
        new("daily totals", List, _ => "/v1/analytics/daily"),
        new("top accounts", List, _ => "/v1/analytics/top-accounts?currency=USD&period=month"),
    ];
}
