using System.Diagnostics;
using System.Net;
using BillingEngine.Host;
using BillingEngine.Host.Load;
using BillingEngine.Host.Verbs;
using BillingEngine.Postgres.Projections;
using Npgsql;

namespace BillingEngine.Benchmarks.Soak;

/// <summary>A soak from the start of the engine to the verdict.</summary>
sealed class SoakRun(
    TimeSpan duration, double share, LoadMix mix, TimeSpan every, SoakFiles files, TextWriter output)
{
    const int Wallets = 1_000;
    const int Fundings = 10 * Wallets;
    const int PeakOperations = 20_000;
    const int PeakCallers = 64;
    const int PeakRounds = 3;

    static readonly TimeSpan CatchUpPatience = TimeSpan.FromMinutes(5);

    /// <returns>Whether the books are right and the balances are what was answered.</returns>
    public async Task<bool> Run(string? connection, string? data, CancellationToken ct)
    {
        // Outlives the engine's own process, which joins it.
        await using var database = await BillingDatabase.Open(connection, data, ct);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        IReadOnlyList<Sample> samples;
        bool balancesAgree;
        double peak;
        await using (var engine = await Engine.Start(["--connection", database.ConnectionString]))
        {
            peak = await Peak(new Uri(engine.Address), new ProjectionCensus(source), ct);
            (samples, balancesAgree) = await Soak(engine, source, Math.Max(1, (int)(peak * share)), ct);
        }

        var holds = await VerifyVerb.Check(database.ConnectionString, output, ct);
        var report = SoakReport.Describe(mix, peak, samples, balancesAgree, holds);
        await files.Write(report, ct);
        await output.WriteLineAsync(report);
        return holds && balancesAgree;
    }

    /// <summary>
    /// What it can do for long, the median of some rounds on an engine that is warm: a round ends when the models that
    /// follow have come to its end, too.
    /// </summary>
    async Task<double> Peak(Uri address, ProjectionCensus models, CancellationToken ct)
    {
        List<double> rates = [];
        for (var round = 0; round <= PeakRounds; round++)
        {
            var plan = new LoadPlan(address, Wallets, PeakOperations, PeakCallers, LoadPlan.NewRunId(), mix);
            var result = await LoadGenerator.Run(plan, new Progress(TextWriter.Null, isTerminal: false), ct);
            var began = Stopwatch.GetTimestamp();
            await CatchUp(models, ct);
            var took = result.Operations.Elapsed + Stopwatch.GetElapsedTime(began)
                + (result.Funding?.Elapsed ?? TimeSpan.Zero);
            rates.Add((PeakOperations + plan.Fundings) / took.TotalSeconds);
            await output.WriteLineAsync(
                $"{(round == 0 ? "warm-up" : "peak")} {result.Operations.RatePerSecond:N0}/s, {PeakCallers} callers, "
                + $"{rates[^1]:N0}/s with the models that follow");
        }

        return rates.Skip(1).Order().ElementAt(PeakRounds / 2);
    }

    static async Task CatchUp(ProjectionCensus models, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        while ((await models.Take(ct)).Any(model => model.Events > 0))
        {
            if (Stopwatch.GetElapsedTime(began) > CatchUpPatience)
                throw new TimeoutException($"After {CatchUpPatience.TotalMinutes} minutes, models are still behind.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        }
    }

    async Task<(IReadOnlyList<Sample> Samples, bool BalancesAgree)> Soak(
        Engine engine, NpgsqlDataSource source, int perSecond, CancellationToken ct)
    {
        var address = new Uri(engine.Address);
        var arrivals = new Arrivals(perSecond);
        var plan = new LoadPlan(
            address,
            Wallets,
            arrivals.Within((int)duration.TotalSeconds),
            Workers: 0,
            LoadPlan.NewRunId(),
            mix,
            arrivals);
        var load = new SoakLoad(plan, IPEndPoint.Parse(address.Authority), ct);
        var funded = load.Prepare(Fundings);
        var samples = await Watch(engine.ProcessId, new DatabaseWatch(source), load, ct);
        var cameIn = funded + (samples.Sum(sample => sample.Interval.Cents) / 100m);
        var failed = samples.Sum(sample => sample.Interval.Failed);
        return (samples, failed == 0 && load.SumBalances() == cameIn);
    }

    async Task<IReadOnlyList<Sample>> Watch(int engine, DatabaseWatch database, SoakLoad load, CancellationToken ct)
    {
        var server = await database.ServerProcess();
        List<Sample> samples = [];
        load.Take();
        var began = Stopwatch.GetTimestamp();
        await Look();
        var running = load.Run();
        while (!running.IsCompleted)
        {
            await Task.WhenAny(running, Task.Delay(every, ct));
            await Look();
        }

        await running;
        return samples;

        async Task Look()
        {
            var state = await database.Look();
            var interval = load.Take();
            var sample = new Sample(
                Stopwatch.GetElapsedTime(began),
                interval,
                interval.Succeeded + (samples is [.., var last] ? last.Operations : 0),
                ServerMemory.Resident(engine),
                server is { } holder ? ServerMemory.OfSessions(holder) : 0,
                server is { } sharer ? ServerMemory.Shared(sharer) : 0,
                state);
            samples.Add(sample);
            await files.Append(sample, ct);
            await output.WriteLineAsync(
                $"{sample.At:hh\\:mm\\:ss} {interval.PerSecond,8:N0}/s p50 {sample.P50.TotalMilliseconds:N1} ms, "
                + $"p99 {sample.P99.TotalMilliseconds:N1} ms, engine {sample.EngineBytes >> 20} MB");
        }
    }
}
