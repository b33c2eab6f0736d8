namespace BillingEngine.Postgres.Operations;

/// <summary>What is on record of conversations.</summary>
public interface IConversations
{
    /// <returns>One conversation or none.</returns>
    Task<FoundConversations> Find(Guid conversationId, CancellationToken ct);

    /// <summary>All conversations that a transaction has had, in order.</summary>
    Task<FoundConversations> OfTransaction(Guid transactionId, CancellationToken ct);
}
