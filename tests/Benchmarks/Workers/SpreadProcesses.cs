using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using BillingEngine.Host.Load;
using Npgsql;

namespace BillingEngine.Benchmarks.Workers;

/// <summary>The processes of a spread, which share the partitions evenly.</summary>
sealed class SpreadProcesses : IAsyncDisposable
{
    // Each worker's share of an endpoint's partitions; those of a process that has just ended may have none.
    const string SelectIsSpread = """
        select count(*) = 2 * $1 and max(owned) - min(owned) <= 1 and sum(owned) = (select count(*) from partitions)
        from (select count(*) as owned from partitions where owner is not null group by endpoint, owner) shares
        """;

    /// <summary>So many answers in a row that come at once, and every process has had its first message.</summary>
    const int Answers = 100;

    static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    readonly List<Engine> _engines = [];

    SpreadProcesses()
    {
    }

    public Uri Address => new(_engines[0].Address);

    public TimeSpan ProcessorTime => _engines.Aggregate(TimeSpan.Zero, (sum, engine) => sum + engine.ProcessorTime);

    public static async Task<SpreadProcesses> Start(
        Spread spread, string connection, NpgsqlDataSource source, CancellationToken ct)
    {
        var processes = new SpreadProcesses();
        try
        {
            foreach (var endpoints in spread.Endpoints)
                processes._engines.Add(await Engine.Start(["--connection", connection, "--endpoints", endpoints]));
            await AreSpread(source, Math.Max(1, spread.Workers), ct);
            await AreAwake(processes.Address, ct);
            return processes;
        }
        catch
        {
            await processes.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines)
            await engine.DisposeAsync();
    }

    static async Task AreSpread(NpgsqlDataSource source, int workers, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            await using var command = source.CreateCommand(SelectIsSpread);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = workers });
            if (await command.ExecuteScalarAsync(ct) is true)
                return;
            if (Stopwatch.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"{workers} workers do not share the partitions after {Patience}.");
            await Task.Delay(Pause, ct);
        }
    }

    /// <summary>
    /// The load takes it for a failure when a wallet is not open in time; who has just started needs more.
    /// </summary>
    static async Task AreAwake(Uri address, CancellationToken ct)
    {
        using var client = new HttpClient { BaseAddress = address };
        var run = LoadPlan.NewRunId();
        var began = Stopwatch.GetTimestamp();
        for (var (answered, number) = (0, 0); answered < Answers; number++)
        {
            var sent = Stopwatch.GetTimestamp();
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/accounts")
            {
                Content = JsonContent.Create(new
                {
                    ownerId = $"awake-{run}-{number}", ownerType = "load", kind = "user", currency = "USD",
                }),
                Headers = { { "Idempotency-Key", $"awake-{run}-{number}" } },
            };
            using var response = await client.SendAsync(request, ct);
            var isAtOnce = response.StatusCode == HttpStatusCode.Created && Stopwatch.GetElapsedTime(sent) < AtOnce;
            answered = isAtOnce ? answered + 1 : 0;
            if (Stopwatch.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"Accounts are not opened at once after {Patience}.");
        }
    }
}
