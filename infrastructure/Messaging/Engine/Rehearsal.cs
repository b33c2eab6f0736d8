using BillingEngine.Messaging.Engine.Unit;
using BillingEngine.Messaging.Storage;
using BillingEngine.Messaging.Tracing;

namespace BillingEngine.Messaging.Engine;

/// <summary>What a command would do, had it been sent now.</summary>
/// <param name="Events">What would have been appended, in order. Its positions are hypothetical.</param>
/// <param name="Requests">Requests that would have been dealt with; a repeat has the recorded reply.</param>
/// <param name="Messages">What would have been handled, and what would have been sent to later or elsewhere.</param>
/// <param name="Fault">Why a message would have failed for good; null when none would.</param>
public sealed record Rehearsal(
    IReadOnlyList<CommittedEvent> Events,
    IReadOnlyList<HandledRequest> Requests,
    IReadOnlyList<TracedMessage> Messages,
    string? Fault);
