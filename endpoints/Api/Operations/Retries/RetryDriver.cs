using System.Diagnostics.Metrics;
using BillingEngine.Postgres.Operations.Retries;
using Microsoft.Extensions.Hosting;

namespace BillingEngine.Api.Operations.Retries;

/// <summary>
/// Drives the retries that run: one step of each, and then a pause. Only while some run does it look often.
/// </summary>
sealed partial class RetryDriver(
    RetryTurns turns, IReplays replays, RetrySignal signal, ILogger<RetryDriver> logger) : BackgroundService
{
    static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(500);
    static readonly TimeSpan IdlePause = TimeSpan.FromSeconds(3);

    /// <summary>Messages are sent in steps; one that is cut short goes on after a pause.</summary>
    const int StepsPerRound = 100;

    readonly Meter _meter = new("BillingEngine");
    Counter<long>? _sent;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Try(() => turns.Leave(cancellationToken), cancellationToken);
    }

    public override void Dispose()
    {
        base.Dispose();
        _meter.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _sent = _meter.CreateCounter<long>(
            "billing.retries.sent", "{message}", "Messages that retries by operators have sent");
        while (!stoppingToken.IsCancellationRequested)
        {
            var isBusy = false;
            await Try(async () => isBusy = await Round(stoppingToken), stoppingToken);
            await signal.Wait(isBusy ? BusyPause : IdlePause, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Whether there is anything to drive.</returns>
    internal async Task<bool> Round(CancellationToken ct)
    {
        var taken = await turns.Take(ct);
        foreach (var operationId in taken)
            await Try(() => Drive(operationId, ct), ct);
        return taken.Count > 0;
    }

    async Task Drive(Guid operationId, CancellationToken ct)
    {
        for (var steps = 0; steps < StepsPerRound; steps++)
        {
            if (await turns.Go(operationId, ct) is not { } turn)
                return;
            if (turn.Partitions.Count > 0)
                replays.Wake(turn.Partitions);
            _sent?.Add(turn.Sent);
            if (!turn.HasMore)
                return;
        }
    }

    /// <summary>One retry that cannot be driven, or a database that is away, must not end the loop.</summary>
    async Task Try(Func<Task> action, CancellationToken ct)
    {
        try
        {
            await action();
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Another driver goes on.
        }
        catch (Exception e)
        {
            Log.Fault(logger, e);
        }
    }

    static partial class Log
    {
        [LoggerMessage(110, LogLevel.Warning, "A retry could not be driven; it is tried again")]
        public static partial void Fault(ILogger logger, Exception e);
    }
}
