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
        new("account.debit.v1", typeof(DebitAccount)),
        new("account.credit.v1", typeof(CreditAccount)),
        new("account.reverse_debit.v1", typeof(ReverseDebit)),
        new("account.cancel_movement.v1", typeof(CancelMovement)),
        new("account.command_accepted.v1", typeof(AccountCommandAccepted)),
        new("account.command_refused.v1", typeof(AccountCommandRefused)),
        new("account.debit_accepted.v1", typeof(DebitAccepted)),
        new("account.debit_rejected.v1", typeof(DebitRejected)),
        new("account.credit_accepted.v1", typeof(CreditAccepted)),
        new("account.credit_rejected.v1", typeof(CreditRejected)),
        new("account.debit_reversal_confirmed.v1", typeof(DebitReversalConfirmed)),
        new("account.movement_cancellation.v1", typeof(MovementCancellation)),
        new("account.created.v1", typeof(AccountCreated)),
        new("account.activated.v1", typeof(AccountActivated)),
        new("account.debited.v1", typeof(AccountDebited)),
        new("account.credited.v1", typeof(AccountCredited)),
        new("account.debit_reversed.v1", typeof(AccountDebitReversed)),
        new("account.movement_cancelled.v1", typeof(AccountMovementCancelled)),
        new("topup.request.v1", typeof(RequestTopup)),
        new("transaction.request_refused.v1", typeof(TransactionRequestRefused)),
        new("transaction.complete.v1", typeof(CompleteTransaction)),
        new("transaction.fail.v1", typeof(FailTransaction)),
        new("topup.requested.v1", typeof(TopupRequested)),
        new("transaction.completed.v1", typeof(TransactionCompleted)),
        new("transaction.failed.v1", typeof(TransactionFailed)),
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
[JsonSerializable(typeof(DebitAccount))]
[JsonSerializable(typeof(CreditAccount))]
[JsonSerializable(typeof(ReverseDebit))]
[JsonSerializable(typeof(CancelMovement))]
[JsonSerializable(typeof(AccountCommandAccepted))]
[JsonSerializable(typeof(AccountCommandRefused))]
[JsonSerializable(typeof(DebitAccepted))]
[JsonSerializable(typeof(DebitRejected))]
[JsonSerializable(typeof(CreditAccepted))]
[JsonSerializable(typeof(CreditRejected))]
[JsonSerializable(typeof(DebitReversalConfirmed))]
[JsonSerializable(typeof(MovementCancellation))]
[JsonSerializable(typeof(AccountCreated))]
[JsonSerializable(typeof(AccountActivated))]
[JsonSerializable(typeof(AccountDebited))]
[JsonSerializable(typeof(AccountCredited))]
[JsonSerializable(typeof(AccountDebitReversed))]
[JsonSerializable(typeof(AccountMovementCancelled))]
[JsonSerializable(typeof(RequestTopup))]
[JsonSerializable(typeof(TransactionRequestRefused))]
[JsonSerializable(typeof(CompleteTransaction))]
[JsonSerializable(typeof(FailTransaction))]
[JsonSerializable(typeof(TopupRequested))]
[JsonSerializable(typeof(TransactionCompleted))]
[JsonSerializable(typeof(TransactionFailed))]
public sealed partial class MessagesJson : JsonSerializerContext;
