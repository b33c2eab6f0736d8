using BillingEngine.Messaging.Engine.Unit;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine;

/// <summary>A unit of work that is on disk.</summary>
/// <param name="Events">What happened. Byte slices are valid during the call only.</param>
/// <param name="Requests">Requests from outside that it dealt with.</param>
public sealed record CommittedUnit(IReadOnlyList<CommittedEvent> Events, IReadOnlyList<HandledRequest> Requests);

/// <summary>Hears of every unit of work that this process commits, on the worker's own loop: be quick, do not throw.</summary>
public interface ICommitListener
{
    void OnCommitted(CommittedUnit unit);
}
