using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Tracing;

/// <summary>What a row of the traces is made of.</summary>
/// <param name="Begun">Timestamp of the clock at <paramref name="At"/>.</param>
/// <param name="Scratch">For what is written on the way.</param>
readonly record struct TraceContent(
    DateTimeOffset At,
    long Begun,
    IEnumerable<TraceStep> Steps,
    List<CommittedEvent> Events,
    IEnumerable<Envelope> Sent,
    bool KeepsBodies,
    TimeProvider Clock,
    PayloadBuffer Scratch);
