using BillingEngine.Messaging;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Postgres.Projections;

/// <summary>From the rows of the log to what read models take in.</summary>
sealed class EventReading(MessageTypes types)
{
    /// <exception cref="UnknownEventException">No contract of this version has that name.</exception>
    public CommittedEvent Read(StoredEvent stored)
    {
        if (!types.TryFind(stored.Type, out var type))
            throw new UnknownEventException(stored);
        return new CommittedEvent(stored, (IEvent)type.Read(stored.Data.Span));
    }
}
