using BillingEngine.Messaging.Engine.Unit;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine;

/// <summary>What a command would do, had it been sent now.</summary>
/// <param name="Events">What would have been appended, in order. Its positions are hypothetical.</param>
/// <param name="Requests">Requests that would have been dealt with; a repeat has the recorded reply.</param>
/// <param name="Fault">Why a message would have failed for good; null when none would.</param>
public sealed record Rehearsal(
    IReadOnlyList<CommittedEvent> Events, IReadOnlyList<HandledRequest> Requests, string? Fault);
