using System.Runtime.InteropServices;

namespace BillingEngine.Host;

/// <summary>SIGINT and SIGTERM: the first asks for an orderly stop, the second ends the process at once.</summary>
sealed class ShutdownSignals : IDisposable
{
    readonly CancellationTokenSource source = new();
    readonly PosixSignalRegistration interrupt;
    readonly PosixSignalRegistration terminate;
    int received;

    public ShutdownSignals()
    {
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Receive(context, exitCode: 130));
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Receive(context, exitCode: 143));
    }

    public CancellationToken Requested => source.Token;

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        source.Dispose();
    }

    void Receive(PosixSignalContext context, int exitCode)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref received) == 1)
            source.Cancel();
        else
            Environment.Exit(exitCode);
    }
}
