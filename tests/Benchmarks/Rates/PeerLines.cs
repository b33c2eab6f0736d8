using BillingEngine.Benchmarks.Rates.Contestants;
using BillingEngine.Benchmarks.Rates.Peers;
using BillingEngine.Benchmarks.Rates.Separate;
using BillingEngine.Benchmarks.Rates.Statistics;

namespace BillingEngine.Benchmarks.Rates;

/// <summary>Makes the peers: each has what it needs set up, and a line or more.</summary>
sealed class PeerLines(RatesOptions options, string cluster, TextWriter log) : IAsyncDisposable
{
    const int Scale = 10;

    readonly List<SeparateProcess> _processes = [];

    public async Task<IReadOnlyList<Line>> Make()
    {
        var pgbench = await Pgbench.Find(cluster);
        if (pgbench is null)
            await log.WriteLineAsync("pgbench is not installed: it is left out, and Npgsql calls the SQL ledgers.");
        return
        [
            .. await PgbenchLine(pgbench),
            .. await LedgerLines(SqlLedger.Function, "simple", pgbench),
            .. await LedgerLines(SqlLedger.WithHistory, "full_ledger", pgbench),
            .. await MassTransitLines(),
        ];
    }

    /// <summary>Our own engine, with its callers in one process and without HTTP.</summary>
    public async Task<IReadOnlyList<Line>> MakeInProcess()
    {
        if (!LineNames.InProcessCallers.Select(LineNames.InProcess).Any(options.Includes))
            return [];
        var database = await PeerDatabase.Create(cluster, "in_process");
        var process = Keep(await SeparateProcess.Start(SeparateCommand.InProcess, "--connection", database));
        return
        [
            .. LineNames.InProcessCallers.Select(callers =>
                new Line(LineNames.InProcess(callers), callers, new SeparateCallers(process, callers))),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
    }

    async Task<IReadOnlyList<Line>> PgbenchLine(Pgbench? pgbench)
    {
        if (pgbench is null || !options.Includes(LineNames.Pgbench))
            return [];
        var own = pgbench.At(await PeerDatabase.Create(cluster, "tpcb"));
        await own.Initialize(Scale);
        const int Callers = LineNames.CallersOfAll;
        return [new(LineNames.Pgbench, Callers, new PgbenchCallers(own, Callers))];
    }

    async Task<IReadOnlyList<Line>> LedgerLines(SqlLedger ledger, string name, Pgbench? pgbench)
    {
        if (!LineNames.PeerCallers.Any(callers => options.Includes(LineNames.Sql(ledger, callers))))
            return [];
        var database = await PeerDatabase.Create(cluster, name);
        await PeerDatabase.Execute(database, ledger.Schema());
        var script = Path.Combine(options.Work, name + ".pgbench");
        await File.WriteAllTextAsync(script, ledger.Script());
        return
        [
            .. LineNames.PeerCallers.Select(callers => new Line(
                LineNames.Sql(ledger, callers), callers, Callers(callers))),
        ];

        IContestant Callers(int callers) => pgbench is null
            ? new PreparedCalls(database, ledger, callers)
            : new PgbenchCallers(pgbench.At(database), callers, script);
    }

    async Task<IReadOnlyList<Line>> MassTransitLines()
    {
        if (!LineNames.PeerCallers.Select(LineNames.MassTransit).Any(options.Includes))
            return [];
        var process = Keep(await SeparateProcess.Start(SeparateCommand.MassTransit));
        return
        [
            .. LineNames.PeerCallers.Select(callers =>
                new Line(LineNames.MassTransit(callers), callers, new SeparateCallers(process, callers))),
        ];
    }

    SeparateProcess Keep(SeparateProcess process)
    {
        _processes.Add(process);
        return process;
    }
}
