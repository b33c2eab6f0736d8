using System.CommandLine;
using System.Net;
using BillingEngine.Host;
using BillingEngine.Host.Load;
using Npgsql;

namespace BillingEngine.Benchmarks.Workers;

/// <summary>What one process does, and what one for the API with one worker or more beside it do.</summary>
static class WorkersCommand
{
    const int Wallets = 1_000;

    static readonly IReadOnlyList<Spread> Spreads = [new(0), new(1), new(2), new(4)];

    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "Folder of an embedded database" };
        var connection = new Option<string?>("--connection") { Description = "Connection string of a database" };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var operations = new Option<int>("--operations")
        {
            Description = "Transfers in each round; as many come before, to warm up", DefaultValueFactory = _ => 10_000,
        };
        var callers = new Option<int>("--callers") { DefaultValueFactory = _ => 64 };
        var command = new Command(
            "workers", "Transfers through one process, and through an API with 1, 2 and 4 workers.")
        {
            data, connection, rounds, operations, callers,
        };
        command.SetAction(async (arguments, ct) =>
        {
            await using var database = await BillingDatabase.Open(
                arguments.GetValue(connection), arguments.GetValue(data), ct);
            await Run(
                database.ConnectionString,
                arguments.GetValue(rounds),
                arguments.GetValue(operations),
                arguments.GetValue(callers),
                arguments.InvocationConfiguration.Output,
                ct);
            return 0;
        });
        return command;
    }

    /// <summary>
    /// One after the other in each round, so that an hour of the machine is good or bad for all of them.
    /// </summary>
    static async Task Run(
        string connection, int rounds, int operations, int callers, TextWriter output, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await output.WriteLineAsync(Figures.Heading);
        var measured = Spreads.ToDictionary(spread => spread, _ => new List<Figures>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var spread in Spreads)
            {
                var figures = await Measure(spread, connection, source, operations, callers, ct);
                measured[spread].Add(figures);
                await output.WriteLineAsync(figures.Describe(spread.Name));
            }
        }

        await output.WriteLineAsync($"\nMedians of {rounds} rounds of {operations:N0} transfers, {callers} callers.\n");
        await output.WriteLineAsync(Figures.Heading);
        foreach (var (spread, figures) in measured)
            await output.WriteLineAsync(Figures.MediansOf(figures).Describe(spread.Name));
    }

    static async Task<Figures> Measure(
        Spread spread, string connection, NpgsqlDataSource source, int operations, int callers, CancellationToken ct)
    {
        await using var processes = await SpreadProcesses.Start(spread, connection, source, ct);
        await Transfer(Plan(), () => Task.CompletedTask);
        Work? before = null;
        var transfers = await Transfer(Plan(), async () => before = await Work.Done(source, processes, ct));
        var work = (await Work.Done(source, processes, ct)).Since(before!);
        return transfers.Tally is { Failed: 0, Refused: 0 }
            ? Figures.Of(transfers, work)
            : throw new InvalidOperationException(
                $"{spread.Name}: {string.Join(", ", transfers.Tally.Problems)} of {operations:N0} transfers");

        LoadPlan Plan() =>
            new(processes.Address, Wallets, operations, callers, LoadPlan.NewRunId(), LoadMix.Transfer);

        async Task<LoadPhase> Transfer(LoadPlan plan, Func<Task> whenFunded)
        {
            using var run = new LoadRun(plan, IPEndPoint.Parse(plan.Target.Authority), ct);
            await Task.Run(run.CreateAccounts, ct);
            await Task.Run(() => run.Fund(new Tally(plan.Fundings)), ct);
            await whenFunded();
            return await Task.Run(() => run.Operate(new Tally(plan.Operations)), ct);
        }
    }
}
