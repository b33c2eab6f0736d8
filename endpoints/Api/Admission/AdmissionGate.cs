namespace BillingEngine.Api.Admission;

/// <summary>
/// Decides whether more is taken in. Costs a few reads; one caller in each interval also moves the limit.
/// </summary>
sealed class AdmissionGate
{
    readonly IWorkload _workload;
    readonly AdmissionOptions _options;
    readonly AdmissionPolicy _policy;
    readonly TimeProvider _clock;
    readonly Lock _look = new();
    AdmissionLimit _limit;
    int _limitMessages;
    int _reserved;
    long _lookedAt;
    int _waitingBefore;
    long _takenBefore;

    public AdmissionGate(IWorkload workload, ApiOptions options, TimeProvider clock)
    {
        _workload = workload;
        _options = options.Admission;
        _clock = clock;
        _policy = new AdmissionPolicy(_options);
        _limit = _policy.First;
        _limitMessages = _limit.Messages;
        Remember(clock.GetTimestamp());
    }

    /// <summary>Messages that may wait at the moment.</summary>
    public int Limit => Volatile.Read(ref _limitMessages);

    /// <summary>Messages that wait, or are about to.</summary>
    public int Waiting => _workload.Waiting + Volatile.Read(ref _reserved);

    /// <summary>Everything that may become a message; reading and operating go on, however much waits.</summary>
    public static bool Concerns(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method)
        && request.Path.StartsWithSegments("/v1")
        && !request.Path.StartsWithSegments("/v1/ops");

    /// <summary>
    /// Whether more is taken in. Who is let in last may exceed the limit, so that no size is shed for ever.
    /// </summary>
    public bool IsOpen()
    {
        Look();
        return Waiting < Limit && _workload.Callers < _options.Callers;
    }

    /// <summary>
    /// Keeps room for many messages until they wait in the engine: dispose it then. Null when they are not taken in.
    /// </summary>
    public Room? TryReserve(int messages)
    {
        if (!IsOpen())
            return null;
        Interlocked.Add(ref _reserved, messages);
        return new Room(this, messages);
    }

    void Look()
    {
        if (_clock.GetElapsedTime(Volatile.Read(ref _lookedAt)) < _options.LookInterval || !_look.TryEnter())
            return;
        try
        {
            MoveLimit();
        }
        finally
        {
            _look.Exit();
        }
    }

    void MoveLimit()
    {
        var now = _clock.GetTimestamp();
        var length = _clock.GetElapsedTime(_lookedAt, now);
        // Another thread may have looked between this one's glance at the clock and its turn.
        if (length < _options.LookInterval)
            return;
        var (waitingBefore, takenBefore) = (_waitingBefore, _takenBefore);
        Remember(now);
        _limit = _policy.After(_limit, new(length, waitingBefore, _waitingBefore, _takenBefore - takenBefore));
        Volatile.Write(ref _limitMessages, _limit.Messages);
    }

    void Remember(long now)
    {
        (_waitingBefore, _takenBefore) = (_workload.Waiting, _workload.Taken);
        Volatile.Write(ref _lookedAt, now);
    }

    public sealed class Room(AdmissionGate gate, int messages) : IDisposable
    {
        public void Dispose() => Interlocked.Add(ref gate._reserved, -messages);
    }
}
