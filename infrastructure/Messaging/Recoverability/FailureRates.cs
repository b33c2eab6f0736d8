using System.Runtime.InteropServices;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Recoverability;

/// <summary>
/// Slows a type of message down that keeps failing at an endpoint: after so many failures in a row one of them is tried
/// at a time, and the others wait in line on disk, until one succeeds. For one worker's loop. What a unit of work saw
/// counts when it is committed.
/// </summary>
sealed class FailureRates(MessagePolicies policies, Guid worker)
{
    readonly Dictionary<(string Endpoint, string Type), State> _states = [];
    readonly Dictionary<(string Endpoint, string Type), Seen> _unit = [];

    /// <summary>Nothing of the unit will count.</summary>
    public bool HasSeenNothing => _unit.Count == 0;

    /// <summary>When a message may be tried, if not now.</summary>
    /// <param name="hasWaited">It comes from the line.</param>
    public DateTimeOffset? DeferUntil(string endpoint, MessageType type, bool hasWaited, DateTimeOffset now)
    {
        if (_states.Count == 0 || !_states.TryGetValue((endpoint, type.Name), out var state) || state.Since is null)
            return null;
        var wait = policies.Of(endpoint, type).RateLimitWait;
        var isFree = now >= state.LastTry + (hasWaited ? wait / 2 : wait) && (hasWaited || state.LastSlot <= now);
        if (isFree)
        {
            state.LastTry = now;
            return null;
        }

        state.LastSlot = (state.LastSlot > now ? state.LastSlot : now) + wait;
        return state.LastSlot;
    }

    public void Succeeded(string endpoint, MessageType type)
    {
        if (_states.Count + _unit.Count > 0)
            _unit[(endpoint, type.Name)] = new Seen(type, HasSucceeded: true, FailuresSince: 0);
    }

    public void Failed(string endpoint, MessageType type)
    {
        ref var seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_unit, (endpoint, type.Name), out _);
        seen = new Seen(type, seen.HasSucceeded, seen.FailuresSince + 1);
    }

    /// <summary>What the unit, once committed, changes in the limits; null when nothing.</summary>
    public IReadOnlyList<RateLimitChange> Changes(DateTimeOffset now)
    {
        if (_unit.Count == 0)
            return [];
        List<RateLimitChange>? changes = null;
        foreach (var ((endpoint, type), seen) in _unit)
        {
            var before = _states.GetValueOrDefault((endpoint, type));
            var failures = FailuresAfter(before, seen);
            var isLimited = failures >= policies.Of(endpoint, seen.Type).FailuresBeforeRateLimit;
            if (isLimited)
                (changes ??= []).Add(new(worker, endpoint, type, failures, before?.Since ?? now));
            else if (before?.Since is { } since)
                (changes ??= []).Add(new(worker, endpoint, type, Failures: 0, since));
        }

        return changes ?? [];
    }

    /// <summary>After the commit.</summary>
    public void Keep(IReadOnlyList<RateLimitChange> changes, DateTimeOffset now)
    {
        if (_unit.Count == 0)
            return;
        foreach (var (key, seen) in _unit)
        {
            var state = _states.TryGetValue(key, out var known) ? known : new State();
            state.Failures = FailuresAfter(known, seen);
            if (state.Failures == 0)
                _states.Remove(key);
            else
                _states[key] = state;
        }

        foreach (var change in changes)
        {
            if (_states.TryGetValue((change.Endpoint, change.Type), out var state))
                Limit(state, change, now);
        }

        _unit.Clear();
    }

    public void Discard() => _unit.Clear();

    static void Limit(State state, RateLimitChange change, DateTimeOffset now)
    {
        if (state.Since is null && !change.IsOver)
            state.LastTry = now;
        state.Since = change.IsOver ? null : change.Since;
    }

    static int FailuresAfter(State? before, Seen seen) =>
        seen.HasSucceeded ? seen.FailuresSince : (before?.Failures ?? 0) + seen.FailuresSince;

    readonly record struct Seen(MessageType Type, bool HasSucceeded, int FailuresSince);

    sealed class State
    {
        public int Failures { get; set; }

        /// <summary>Null while the type is not slowed down.</summary>
        public DateTimeOffset? Since { get; set; }

        public DateTimeOffset LastTry { get; set; }

        /// <summary>When the last one in the line is due.</summary>
        public DateTimeOffset LastSlot { get; set; }
    }
}
