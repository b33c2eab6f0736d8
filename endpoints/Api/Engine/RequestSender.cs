using BillingEngine.Messaging.Engine;

namespace BillingEngine.Api.Engine;

/// <summary>How far a request has come, as far as can be told.</summary>
enum Standing
{
    /// <summary>Its outcome is known.</summary>
    Answered,

    /// <summary>Durable, and no more is known of it.</summary>
    Pending,
    KeyReused,
    Overloaded,
    Unavailable,
}

/// <summary>
/// Sends commands to the engine, and waits until it is known what came of them, or at least that they are durable.
/// </summary>
/// <param name="isStoreAway">Then nobody is kept waiting for it.</param>
sealed class RequestSender(IMessageSession session, IRandomSource random, Func<bool> isStoreAway)
{
    /// <summary>
    /// Beyond the caller's own wait; then nothing can be said, and a repeat under the same key is safe.
    /// </summary>
    static readonly TimeSpan DurabilityLimit = TimeSpan.FromSeconds(15);

    /// <summary>Between two looks at whether the store is still there.</summary>
    static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    readonly Lock _randomness = new();
    long _sent;

    /// <summary>Messages that the engine has taken on.</summary>
    public long Sent => Volatile.Read(ref _sent);

    public Guid NextId()
    {
        lock (_randomness)
            return random.NextId();
    }

    /// <summary>The command is on its way when this returns, before the task ends.</summary>
    public async Task<Standing> Send(
        ICommand command,
        Guid messageId,
        RequestIdentity identity,
        string correlationId,
        RequestWait waiting,
        TimeSpan wait,
        CancellationToken ct)
    {
        try
        {
            var durable = session.Send(command, OptionsFor(messageId, identity, correlationId), CancellationToken.None);
            Interlocked.Increment(ref _sent);
            if (await WhileThere(waiting.Result, wait, ct))
                return Standing.Answered;
            if (!await WhileThere(durable, DurabilityLimit, ct))
                return Standing.Unavailable;
            return waiting.Result.IsCompleted ? Standing.Answered : Standing.Pending;
        }
        catch (OverloadedException)
        {
            return Standing.Overloaded;
        }
        catch (Exception e) when (e is EngineStoppedException or StoreUnavailableException)
        {
            return Standing.Unavailable;
        }
    }

    /// <returns>False when the task takes longer than the limit, or the store has gone away.</returns>
    async Task<bool> WhileThere(Task task, TimeSpan limit, CancellationToken ct)
    {
        for (var left = limit; left > TimeSpan.Zero && !isStoreAway(); left -= LookInterval)
        {
            if (await Within(task, left < LookInterval ? left : LookInterval, ct))
                return true;
        }

        return limit > TimeSpan.Zero && task.IsCompleted;
    }

    /// <returns>False when the task takes longer than the limit.</returns>
    public static async Task<bool> Within(Task task, TimeSpan limit, CancellationToken ct)
    {
        if (task.IsCompleted)
            return true;
        try
        {
            await task.WaitAsync(limit, ct);
            return true;
        }
        catch (TimeoutException)
        {
            return task.IsCompleted;
        }
    }

    public static SendOptions OptionsFor(Guid messageId, RequestIdentity identity, string correlationId)
    {
        var options = new SendOptions();
        options.SetMessageId(messageId.ToString());
        options.SetCorrelationId(correlationId);
        options.SetRequestIdentity(identity.RequestId, identity.Fingerprint);
        return options;
    }
}
