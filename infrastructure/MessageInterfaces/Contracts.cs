using System.Text.Json.Nodes;

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
public sealed record MessageContract(string Name, Type Type)
{
    /// <summary>
    /// What it was before, oldest first: what is stored under these names is read as the contract is today.
    /// </summary>
    public IReadOnlyList<EarlierContract> Earlier { get; init; } = [];
}

/// <summary>A shape that a contract had before. It is read for ever, and never written again.</summary>
/// <param name="Name">What it is stored under.</param>
/// <param name="Upcast">
/// Makes of its JSON that of the version after it: the next one in <see cref="MessageContract.Earlier"/>, or today's.
/// What it is given is its own to change. It takes nothing but that into account, so the past reads the same for ever.
/// </param>
public sealed record EarlierContract(string Name, Func<JsonObject, JsonObject> Upcast);
