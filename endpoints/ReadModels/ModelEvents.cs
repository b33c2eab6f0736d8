using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.ReadModels;

/// <summary>Events that several read models take in.</summary>
static class ModelEvents
{
    /// <summary>Those that change a balance.</summary>
    public static IReadOnlyList<Type> Movements { get; } =
    [
        typeof(AccountDebited),
        typeof(AccountCredited),
        typeof(AccountDebitReversed),
        typeof(AccountCreditReversed),
    ];

    public static IReadOnlyList<Type> Cards { get; } =
        [typeof(CardIssued), typeof(CardActivated), typeof(CardSuspended), typeof(CardExpired)];

    /// <summary>The course of a transaction, from its request to its end.</summary>
    public static IReadOnlyList<Type> Transactions { get; } =
    [
        typeof(TopupRequested),
        typeof(WithdrawalRequested),
        typeof(TransferRequested),
        typeof(PaymentRequested),
        typeof(RefundRequested),
        typeof(TransactionAuthorized),
        typeof(PaymentCaptureRequested),
        typeof(PaymentVoidRequested),
        typeof(TransactionCompleted),
        typeof(TransactionFailed),
        typeof(TransactionVoided),
        typeof(TransactionExpired),
    ];
}
