using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Engine.Unit;

namespace BillingEngine.Messaging.Tracing;

/// <summary>How the handling of a message ended.</summary>
public enum StepOutcome
{
    Handled,

    /// <summary>Nothing was left to do: it had been carried out before.</summary>
    AlreadyDone,

    /// <summary>It has failed, and comes back later.</summary>
    Delayed,

    /// <summary>It has failed for good.</summary>
    Failed,

    /// <summary>It was not tried, because its type keeps failing.</summary>
    Throttled,

    /// <summary>It was not tried, because it must not overtake one that has failed.</summary>
    Parked,

    /// <summary>It has failed, and a policy has it forgotten.</summary>
    Discarded,
}

/// <summary>The handling of one message in a unit of work.</summary>
/// <param name="Started">Timestamp of the clock.</param>
/// <param name="FirstEvent">Index of its first event among the unit's.</param>
readonly record struct TraceStep(
    Envelope Message,
    StepOutcome Outcome,
    int Attempts,
    long Started,
    TimeSpan Took,
    int FirstEvent,
    int Events,
    IReadOnlyList<SagaChange> Sagas,
    Exception? Error);
