using System.Diagnostics;

namespace BillingEngine.Postgres.Embedded;

/// <summary>Locks between processes (flock): the system releases them whichever way a process ends.</summary>
static class FolderLock
{
    const int WouldBlockOnLinux = 11;
    const int WouldBlockOnMac = 35;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Held by everyone who uses a running server.</summary>
    public static FileStream Shared(string path) =>
        new(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);

    /// <summary>Null while somebody holds the lock alone.</summary>
    public static FileStream? TryShared(string path)
    {
        try
        {
            return Shared(path);
        }
        catch (IOException e) when (e.HResult is WouldBlockOnLinux or WouldBlockOnMac)
        {
            return null;
        }
    }

    /// <summary>Null while anyone else holds the lock, shared or not.</summary>
    public static FileStream? TryExclusive(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult is WouldBlockOnLinux or WouldBlockOnMac)
        {
            return null;
        }
    }

    /// <summary>Waits for the lock; null when the time is up.</summary>
    public static async Task<FileStream?> Exclusive(string path, TimeSpan timeout, CancellationToken ct)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (TryExclusive(path) is { } held)
                return held;
            if (waited.Elapsed > timeout)
                return null;
            await Task.Delay(Pause, ct);
        }
    }
}
