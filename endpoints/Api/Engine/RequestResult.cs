using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Engine;

/// <summary>What came of a request, as far as it can be told from outside.</summary>
abstract record RequestResult
{
    /// <summary>The identity is a transaction's, and the transaction as it was first answered.</summary>
    public sealed record Transaction(TransactionSnapshot Snapshot, Guid MessageId) : RequestResult;

    /// <summary>The identity is a request's that was replied to.</summary>
    public sealed record Reply(object Message, string Fingerprint, Guid MessageId) : RequestResult;

    /// <summary>The identity is in use by a request of another kind.</summary>
    public sealed record Taken : RequestResult
    {
        public static Taken Instance { get; } = new();
    }
}
