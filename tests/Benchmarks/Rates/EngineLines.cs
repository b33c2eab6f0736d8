using BillingEngine.Benchmarks.Rates.Contestants;
using BillingEngine.Benchmarks.Rates.Statistics;
using BillingEngine.Host.Load;

namespace BillingEngine.Benchmarks.Rates;

/// <summary>The lines of an engine that is reached over HTTP.</summary>
sealed class EngineLines(Engine engine)
{
    const int IdlePerSecond = 20;
    const int LeastPerSecond = 10;

    readonly HttpLoad _load = new(new Uri(engine.Address));

    public IEnumerable<Line> OnEmpty() =>
    [
        Callers(LineNames.Topup, LoadMix.Topup),
        .. LineNames.CallerSweep.Select(Transfer),
        Callers(LineNames.Payment, LoadMix.Payment),
        Callers(LineNames.Mixed, LoadMix.Mixed),
        Skewed(LineNames.Zipf, LoadSkew.Zipf),
        Skewed(LineNames.Hot, LoadSkew.Hot),
        .. LineNames.BulkItems.Select(Bulk),
        Arrivals(LineNames.Idle, _ => IdlePerSecond),
        Arrivals(LineNames.Half, round => (int)(Peak(round) / 2)),
        Arrivals(LineNames.Full, round => (int)Peak(round)),
    ];

    /// <summary>Those by which a filled database is compared with an empty one.</summary>
    public IEnumerable<Line> OnFilled() =>
        new[]
        {
            Callers(LineNames.Topup, LoadMix.Topup),
            Transfer(LineNames.CallersOfAll),
            Transfer(LineNames.CallersOfSkew),
            Callers(LineNames.Payment, LoadMix.Payment),
            Callers(LineNames.Mixed, LoadMix.Mixed),
            Skewed(LineNames.Hot, LoadSkew.Hot),
            Bulk(LineNames.BulkItems[0]),
            Arrivals(LineNames.Idle, _ => IdlePerSecond),
            Arrivals(LineNames.Half, round => (int)(Peak(round) / 2)),
        }.Select(line => line with { Name = LineNames.Filled(line.Name) });

    /// <summary>Until the engine's code is compiled as it will stay, and the generator's too.</summary>
    public async Task WarmUp(int operations)
    {
        await _load.Closed(LoadMix.Transfer, LineNames.CallersOfSkew, operations, LoadSkew.None, bulk: null);
        await _load.Closed(LoadMix.Mixed, LineNames.CallersOfAll, operations / 5, LoadSkew.None, bulk: null);
    }

    /// <summary>The best that callers got of the engine in this round, whatever their number.</summary>
    static double Peak(IReadOnlyDictionary<string, Measurement> round) => LineNames.Transfers
        .Select(line => round.GetValueOrDefault(line)?.PerSecond ?? 0)
        .Append(LeastPerSecond)
        .Max();

    Line Transfer(int callers) =>
        new(LineNames.Transfer(callers), callers, new HttpCallers(_load, LoadMix.Transfer, callers));

    Line Callers(string name, LoadMix mix) =>
        new(name, LineNames.CallersOfAll, new HttpCallers(_load, mix, LineNames.CallersOfAll));

    Line Skewed(string name, LoadSkew skew) => new(
        name,
        LineNames.CallersOfSkew,
        new HttpCallers(_load, LoadMix.Transfer, LineNames.CallersOfSkew, skew));

    Line Bulk(int items) => new(
        LineNames.Bulk(items),
        LineNames.CallersOfBulk,
        new HttpCallers(_load, LoadMix.Transfer, LineNames.CallersOfBulk, bulk: items));

    Line Arrivals(string name, Func<IReadOnlyDictionary<string, Measurement>, int> rate) =>
        new(name, Callers: null, new HttpArrivals(_load, LoadMix.Transfer, rate));
}
