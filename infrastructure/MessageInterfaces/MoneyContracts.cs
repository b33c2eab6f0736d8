namespace BillingEngine.Messaging;

/// <summary>A contract that can tell an operator which money it is about.</summary>
public interface IConcernMoney
{
    MoneyConcern Concern { get; }
}

/// <param name="TransactionId">The movement that it is a part of; null: it moves nothing by itself.</param>
/// <param name="AccountIds">The accounts that its handling changes or leads to; may be empty.</param>
/// <param name="Amount">
/// Major units that would move, or stay where they should not be, if it is not handled; null: none, or not told by it.
/// </param>
/// <param name="Currency">Of the amount, and never without it.</param>
public sealed record MoneyConcern(
    Guid? TransactionId, IReadOnlyList<Guid> AccountIds, decimal? Amount = null, string? Currency = null);

/// <summary>
/// A contract whose handling leaves an event under a once key: whether it has been carried out can be told for ever, by
/// one index look-up.
/// </summary>
public interface ILeaveEvidence
{
    Evidence Evidence { get; }

    /// <summary>
    /// The end of what the message is a part of, where it makes no sense afterwards: one that was refused has left no
    /// evidence, and must not be carried out when nobody is there any more who would finish it, or undo it.
    /// </summary>
    Evidence? End => null;
}

/// <summary>Where the event is that tells of a message that it has been carried out.</summary>
/// <param name="OnceKey">The <see cref="IHappenOnce.OnceKey"/> that the event has in the stream.</param>
public readonly record struct Evidence(Guid StreamId, Guid OnceKey);
