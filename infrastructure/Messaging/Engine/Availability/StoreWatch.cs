using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine.Availability;

/// <summary>
/// Knows since when the store has kept nothing of what it was asked to. It watches the engine's own calls, so it costs
/// no call of its own, and the first one that succeeds ends the wait. For all threads: what it does after a call is not
/// brought back to a loop, which may be waiting for just that.
/// </summary>
sealed class StoreWatch(TimeProvider clock, EngineOptions options)
{
    const long Nothing = 0;

    long _waitingSince;
    long _readingSince;
    volatile bool _hasFailed;

    /// <summary>How long the store has been away; null while it is there, or may still be.</summary>
    public TimeSpan? AwayFor =>
        Silence is { } silence && silence > (_hasFailed ? options.StoreGrace : options.StorePatience) ? silence : null;

    /// <summary>Time since the first call that is without success; zero when there is none.</summary>
    public TimeSpan Silence
    {
        get
        {
            var (waiting, reading) = (Since(ref _waitingSince), Since(ref _readingSince));
            return waiting > reading ? waiting : reading;
        }
    }

    /// <exception cref="StoreUnavailableException">It is away.</exception>
    public void CheckThere()
    {
        if (AwayFor is { } away)
            throw new StoreUnavailableException(
                $"The store has not kept anything for {away.TotalSeconds:0.0} s. The message was not accepted.");
    }

    /// <summary>
    /// A store on a full disk can be read, so a read ends no wait but the one that it began. One beside a commit has a
    /// wait of its own, which the commit does not end.
    /// </summary>
    public async Task<TAnswer> Read<TAnswer>(Func<Task<TAnswer>> call)
    {
        var began = Begin(ref _waitingSince);
        var beside = began is null ? Begin(ref _readingSince) : null;
        try
        {
            var answer = await Fallible(call).ConfigureAwait(false);
            if (began is { } since && Interlocked.CompareExchange(ref _waitingSince, Nothing, since) == since)
                _hasFailed = false;
            return answer;
        }
        finally
        {
            if (beside is not null)
                Interlocked.Exchange(ref _readingSince, Nothing);
        }
    }

    public async Task<TAnswer> Write<TAnswer>(Func<Task<TAnswer>> call)
    {
        Begin(ref _waitingSince);
        var answer = await Fallible(call).ConfigureAwait(false);
        if (answer is CommitOutcome.RolledBack or CommitOutcome.Unknown)
            _hasFailed = true;
        else
            EndWait();
        return answer;
    }

    public Task Write(Func<Task> call) => Write(async () =>
    {
        await call().ConfigureAwait(false);
        return true;
    });

    /// <returns>The time, when nothing was waited for before.</returns>
    long? Begin(ref long wait)
    {
        var now = Math.Max(clock.GetTimestamp(), Nothing + 1);
        return Interlocked.CompareExchange(ref wait, now, Nothing) == Nothing ? now : null;
    }

    TimeSpan Since(ref long wait) =>
        Interlocked.Read(ref wait) is var since and not Nothing ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    void EndWait()
    {
        _hasFailed = false;
        Interlocked.Exchange(ref _waitingSince, Nothing);
    }

    async Task<TAnswer> Fallible<TAnswer>(Func<Task<TAnswer>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (StoreUnavailableException)
        {
            _hasFailed = true;
            throw;
        }
    }
}
