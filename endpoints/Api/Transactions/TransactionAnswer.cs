using BillingEngine.Api.Answers;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Transactions;

/// <summary>What a caller is told of a movement, alone or as one of many. One of the three bodies is there.</summary>
sealed record TransactionAnswer(int Status)
{
    public TransactionSnapshot? Transaction { get; init; }

    public TransactionJson.Processing? Processing { get; init; }

    public Problem? Problem { get; init; }

    /// <summary>The transaction on record that it is about.</summary>
    public Guid? TransactionId { get; init; }

    public bool IsReplay { get; init; }

    public static TransactionAnswer Of(Problem problem) => new(problem.Status) { Problem = problem };
}
