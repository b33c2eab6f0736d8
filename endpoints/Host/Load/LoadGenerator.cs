using System.Net;
using System.Net.Sockets;

namespace BillingEngine.Host.Load;

static class LoadGenerator
{
    static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Carries out the plan on a thread of its own, with a line of progress every second.</summary>
    public static async Task<LoadResult> Run(LoadPlan plan, Progress progress, CancellationToken ct)
    {
        var server = await Reach(plan.Target, ct);
        return await Task.Factory.StartNew(
            () => Run(plan, server, progress, ct),
            ct,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
    }

    static LoadResult Run(LoadPlan plan, EndPoint server, Progress progress, CancellationToken ct)
    {
        using var run = new LoadRun(plan, server, ct);
        run.CreateAccounts();
        var funding = plan.Fundings > 0 ? Measure(run.Fund, plan.Fundings, "fundings", progress) : null;
        var operations = Measure(run.Operate, plan.Operations, "operations", progress);
        return new LoadResult(operations, funding, run.SumBalances());
    }

    static LoadPhase Measure(Func<Tally, LoadPhase> phase, int count, string what, Progress progress)
    {
        var tally = new Tally(count);
        using (progress.Start(tally, count, what))
            return phase(tally);
    }

    // Whoever answers is asked for by address from then on: a look-up has no place in a measurement.
    static async Task<EndPoint> Reach(Uri target, CancellationToken ct)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(ConnectTimeout);
        try
        {
            await socket.ConnectAsync(target.DnsSafeHost, target.Port, patience.Token);
            var reached = (IPEndPoint)socket.RemoteEndPoint!;
            return reached.Address.IsIPv4MappedToIPv6 ? new(reached.Address.MapToIPv4(), reached.Port) : reached;
        }
        catch (SocketException e)
        {
            throw new InvalidOperationException($"nothing answers at {target}", e);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"nothing answers at {target} within {ConnectTimeout.TotalSeconds} s");
        }
    }
}
