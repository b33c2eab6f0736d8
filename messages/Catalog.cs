using System.Collections.Immutable;
using System.Text.Json.Serialization;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;

namespace BillingEngine.Messages;

/// <summary>Every contract under its stable name. What stands here is stored for ever: names are added, never changed.</summary>
public static class Catalog
{
    public static ImmutableArray<MessageContract> All { get; } =
    [
        new("account.create.v1", typeof(CreateAccount)),
        new("account.activate.v1", typeof(ActivateAccount)),
        new("account.suspend.v1", typeof(SuspendAccount)),
        new("account.reactivate.v1", typeof(ReactivateAccount)),
        new("account.freeze.v1", typeof(FreezeAccount)),
        new("account.unfreeze.v1", typeof(UnfreezeAccount)),
        new("account.close.v1", typeof(CloseAccount)),
        new("account.change_limits.v1", typeof(ChangeAccountLimits)),
        new("account.debit.v1", typeof(DebitAccount)),
        new("account.credit.v1", typeof(CreditAccount)),
        new("account.place_hold.v1", typeof(PlaceHold)),
        new("account.capture_hold.v1", typeof(CaptureHold)),
        new("account.release_hold.v1", typeof(ReleaseHold)),
        new("account.expire_hold.v1", typeof(ExpireHold)),
        new("account.reverse_debit.v1", typeof(ReverseDebit)),
        new("account.reverse_credit.v1", typeof(ReverseCredit)),
        new("account.cancel_movement.v1", typeof(CancelMovement)),
        new("card.issue.v1", typeof(IssueCard)),
        new("card.activate.v1", typeof(ActivateCard)),
        new("card.suspend.v1", typeof(SuspendCard)),
        new("card.expire.v1", typeof(ExpireCard)),
        new("card.expire_due.v1", typeof(ExpireDueCard)),
        new("account.command_accepted.v1", typeof(AccountCommandAccepted)),
        new("account.command_refused.v1", typeof(AccountCommandRefused)),
        new("card.command_accepted.v1", typeof(CardCommandAccepted)),
        new("movement.accepted.v1", typeof(MovementAccepted)),
        new("movement.rejected.v1", typeof(MovementRejected)),
        new("movement.undone.v1", typeof(MovementUndone)),
        new("movement.cancellation.v1", typeof(MovementCancellation)),
        new("account.created.v1", typeof(AccountCreated)),
        new("account.activated.v1", typeof(AccountActivated)),
        new("account.suspended.v1", typeof(AccountSuspended)),
        new("account.reactivated.v1", typeof(AccountReactivated)),
        new("account.frozen.v1", typeof(AccountFrozen)),
        new("account.unfrozen.v1", typeof(AccountUnfrozen)),
        new("account.closed.v1", typeof(AccountClosed)),
        new("account.limits_changed.v1", typeof(AccountLimitsChanged)),
        new("account.hold_placed.v1", typeof(AccountHoldPlaced)),
        new("account.hold_released.v1", typeof(AccountHoldReleased)),
        new("account.hold_expired.v1", typeof(AccountHoldExpired)),
        new("account.debited.v1", typeof(AccountDebited)),
        new("account.credited.v1", typeof(AccountCredited)),
        new("account.debit_reversed.v1", typeof(AccountDebitReversed)),
        new("account.credit_reversed.v1", typeof(AccountCreditReversed)),
        new("account.movement_cancelled.v1", typeof(AccountMovementCancelled)),
        new("card.issued.v1", typeof(CardIssued)),
        new("card.activated.v1", typeof(CardActivated)),
        new("card.suspended.v1", typeof(CardSuspended)),
        new("card.expired.v1", typeof(CardExpired)),
        new("topup.request.v1", typeof(RequestTopup)),
        new("withdrawal.request.v1", typeof(RequestWithdrawal)),
        new("transfer.request.v1", typeof(RequestTransfer)),
        new("payment.request.v1", typeof(RequestPayment)),
        new("refund.request.v1", typeof(RequestRefund)),
        new("payment.capture.v1", typeof(CapturePayment)),
        new("payment.void.v1", typeof(VoidPayment)),
        new("transaction.authorize.v1", typeof(AuthorizeTransaction)),
        new("transaction.complete.v1", typeof(CompleteTransaction)),
        new("transaction.fail.v1", typeof(FailTransaction)),
        new("transaction.void.v1", typeof(VoidTransaction)),
        new("transaction.expire.v1", typeof(ExpireTransaction)),
        new("transaction.reserve_refund.v1", typeof(ReserveRefund)),
        new("transaction.release_refund.v1", typeof(ReleaseRefund)),
        new("transaction.confirm_refund.v1", typeof(ConfirmRefund)),
        new("transaction.request_refused.v1", typeof(TransactionRequestRefused)),
        new("transaction.command_accepted.v1", typeof(TransactionCommandAccepted)),
        new("transaction.command_refused.v1", typeof(TransactionCommandRefused)),
        new("transaction.step_overdue.v1", typeof(StepOverdue)),
        new("payment.hold_due.v1", typeof(HoldDue)),
        new("topup.requested.v1", typeof(TopupRequested)),
        new("withdrawal.requested.v1", typeof(WithdrawalRequested)),
        new("transfer.requested.v1", typeof(TransferRequested)),
        new("payment.requested.v1", typeof(PaymentRequested)),
        new("refund.requested.v1", typeof(RefundRequested)),
        new("transaction.authorized.v1", typeof(TransactionAuthorized)),
        new("payment.capture_requested.v1", typeof(PaymentCaptureRequested)),
        new("payment.void_requested.v1", typeof(PaymentVoidRequested)),
        new("transaction.completed.v1", typeof(TransactionCompleted)),
        new("transaction.failed.v1", typeof(TransactionFailed)),
        new("transaction.voided.v1", typeof(TransactionVoided)),
        new("transaction.expired.v1", typeof(TransactionExpired)),
        new("transaction.refund_reserved.v1", typeof(RefundReserved)),
        new("transaction.refund_released.v1", typeof(RefundReleased)),
        new("transaction.refunded.v1", typeof(TransactionRefunded)),
    ];
}

/// <summary>The JSON of every contract, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    Converters = [typeof(DecimalAsString)])]
[JsonSerializable(typeof(CreateAccount))]
[JsonSerializable(typeof(ActivateAccount))]
[JsonSerializable(typeof(SuspendAccount))]
[JsonSerializable(typeof(ReactivateAccount))]
[JsonSerializable(typeof(FreezeAccount))]
[JsonSerializable(typeof(UnfreezeAccount))]
[JsonSerializable(typeof(CloseAccount))]
[JsonSerializable(typeof(ChangeAccountLimits))]
[JsonSerializable(typeof(DebitAccount))]
[JsonSerializable(typeof(CreditAccount))]
[JsonSerializable(typeof(PlaceHold))]
[JsonSerializable(typeof(CaptureHold))]
[JsonSerializable(typeof(ReleaseHold))]
[JsonSerializable(typeof(ExpireHold))]
[JsonSerializable(typeof(ReverseDebit))]
[JsonSerializable(typeof(ReverseCredit))]
[JsonSerializable(typeof(CancelMovement))]
[JsonSerializable(typeof(IssueCard))]
[JsonSerializable(typeof(ActivateCard))]
[JsonSerializable(typeof(SuspendCard))]
[JsonSerializable(typeof(ExpireCard))]
[JsonSerializable(typeof(ExpireDueCard))]
[JsonSerializable(typeof(AccountCommandAccepted))]
[JsonSerializable(typeof(AccountCommandRefused))]
[JsonSerializable(typeof(CardCommandAccepted))]
[JsonSerializable(typeof(MovementAccepted))]
[JsonSerializable(typeof(MovementRejected))]
[JsonSerializable(typeof(MovementUndone))]
[JsonSerializable(typeof(MovementCancellation))]
[JsonSerializable(typeof(AccountCreated))]
[JsonSerializable(typeof(AccountActivated))]
[JsonSerializable(typeof(AccountSuspended))]
[JsonSerializable(typeof(AccountReactivated))]
[JsonSerializable(typeof(AccountFrozen))]
[JsonSerializable(typeof(AccountUnfrozen))]
[JsonSerializable(typeof(AccountClosed))]
[JsonSerializable(typeof(AccountLimitsChanged))]
[JsonSerializable(typeof(AccountHoldPlaced))]
[JsonSerializable(typeof(AccountHoldReleased))]
[JsonSerializable(typeof(AccountHoldExpired))]
[JsonSerializable(typeof(AccountDebited))]
[JsonSerializable(typeof(AccountCredited))]
[JsonSerializable(typeof(AccountDebitReversed))]
[JsonSerializable(typeof(AccountCreditReversed))]
[JsonSerializable(typeof(AccountMovementCancelled))]
[JsonSerializable(typeof(CardIssued))]
[JsonSerializable(typeof(CardActivated))]
[JsonSerializable(typeof(CardSuspended))]
[JsonSerializable(typeof(CardExpired))]
[JsonSerializable(typeof(RequestTopup))]
[JsonSerializable(typeof(RequestWithdrawal))]
[JsonSerializable(typeof(RequestTransfer))]
[JsonSerializable(typeof(RequestPayment))]
[JsonSerializable(typeof(RequestRefund))]
[JsonSerializable(typeof(CapturePayment))]
[JsonSerializable(typeof(VoidPayment))]
[JsonSerializable(typeof(AuthorizeTransaction))]
[JsonSerializable(typeof(CompleteTransaction))]
[JsonSerializable(typeof(FailTransaction))]
[JsonSerializable(typeof(VoidTransaction))]
[JsonSerializable(typeof(ExpireTransaction))]
[JsonSerializable(typeof(ReserveRefund))]
[JsonSerializable(typeof(ReleaseRefund))]
[JsonSerializable(typeof(ConfirmRefund))]
[JsonSerializable(typeof(TransactionRequestRefused))]
[JsonSerializable(typeof(TransactionCommandAccepted))]
[JsonSerializable(typeof(TransactionCommandRefused))]
[JsonSerializable(typeof(StepOverdue))]
[JsonSerializable(typeof(HoldDue))]
[JsonSerializable(typeof(TopupRequested))]
[JsonSerializable(typeof(WithdrawalRequested))]
[JsonSerializable(typeof(TransferRequested))]
[JsonSerializable(typeof(PaymentRequested))]
[JsonSerializable(typeof(RefundRequested))]
[JsonSerializable(typeof(TransactionAuthorized))]
[JsonSerializable(typeof(PaymentCaptureRequested))]
[JsonSerializable(typeof(PaymentVoidRequested))]
[JsonSerializable(typeof(TransactionCompleted))]
[JsonSerializable(typeof(TransactionFailed))]
[JsonSerializable(typeof(TransactionVoided))]
[JsonSerializable(typeof(TransactionExpired))]
[JsonSerializable(typeof(RefundReserved))]
[JsonSerializable(typeof(RefundReleased))]
[JsonSerializable(typeof(TransactionRefunded))]
public sealed partial class MessagesJson : JsonSerializerContext;
