using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Postgres.Projections;

/// <summary>
/// The log has an event of a type that this version does not know. A model that passed it over would be wrong from then
/// on, and nobody would see: it stops instead.
/// </summary>
public sealed class UnknownEventException : Exception
{
    public UnknownEventException(StoredEvent stored)
        : base(
            $"Event {stored.Position} of partition {stored.Partition} is a {stored.Type}, which this version does not "
            + "know. Was it written by a newer version? Run that one, or rebuild the model with it.")
    {
    }
}
