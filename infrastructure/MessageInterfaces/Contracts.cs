namespace BillingEngine.Messaging;

/// <summary>
/// A contract that names what it is about. Messages with one key reach one partition of the handling endpoint, so they
/// are handled one at a time, by one owner.
/// </summary>
public interface IPartitioned
{
    /// <summary>Identity of the aggregate or saga that the message is for.</summary>
    Guid PartitionKey { get; }
}

/// <summary>
/// A contract that foresees which further streams its handling will need, so that a unit of work can read them all in
/// one round trip. Only a hint: a stream that is not named is read when it is needed.
/// </summary>
public interface INameStreams
{
    /// <summary>Adds the ids of the streams beyond <see cref="IPartitioned.PartitionKey"/> to <paramref name="streams"/>.</summary>
    void NameStreams(ICollection<Guid> streams);
}

/// <summary>
/// An event that happens at most once in its stream under its key, for ever: the store refuses a second one, whoever
/// writes it.
/// </summary>
public interface IHappenOnce : IEvent
{
    /// <summary>What of it can happen only once. The same key in another stream is another event.</summary>
    Guid OnceKey { get; }
}

/// <summary>A contract and its stable name, which is what is stored and sent: never the CLR name, which may change.</summary>
/// <param name="Name">Dotted, lower case, ending in the version of the shape: <c>account.debited.v1</c>.</param>
/// <param name="Type">The record that carries it today.</param>
public sealed record MessageContract(string Name, Type Type);
