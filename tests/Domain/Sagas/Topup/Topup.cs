using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Transactions.Topup;

namespace BillingEngine.Domain.Tests.Sagas.Topup;

/// <summary>One top-up of ten dollars, and everything that is said about it.</summary>
static class Topup
{
    public static readonly Guid Id = Guid.Parse("bbbbbbbb-0000-4000-8000-000000000001");
    public static readonly Guid Source = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000001");
    public static readonly Guid Destination = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000002");

    static readonly Money TenDollars = new(10.00m, new CurrencyCode("USD"));

    public static Refusal Refused { get; } =
        new(RefusalCodes.AccountFrozen, "The account is frozen: no money moves.") { AccountId = Destination };

    public static Refusal CouldNotBeCarriedOut { get; } =
        new(RefusalCodes.ProcessingFailed, "A step could not be carried out; what had been done was undone.");

    public static TopupRequested Requested { get; } =
        new(Id, "key-1", "main", Source, Destination, TenDollars, "invoice 12", "text", Metadata: null, "fingerprint");

    public static DebitAccount Debit { get; } = new(Source, Id, "main", TenDollars, Destination, "invoice 12");

    public static DebitAccepted DebitAccepted { get; } = new(Source, Id);

    public static DebitRejected DebitRejected { get; } = new(Source, Id, Refused);

    public static DeliveryFailed DebitFailed { get; } = Failed("account.debit.v1");

    public static CancelMovement CancelDebit { get; } = new(Source, Id, MovementPart.Debit);

    public static CreditAccount Credit { get; } = new(Destination, Id, "main", TenDollars, Source, "invoice 12");

    public static CreditAccepted CreditAccepted { get; } = new(Destination, Id);

    public static CreditRejected CreditRejected { get; } = new(Destination, Id, Refused);

    public static DeliveryFailed CreditFailed { get; } = Failed("account.credit.v1");

    public static CancelMovement CancelCredit { get; } = new(Destination, Id, MovementPart.Credit);

    public static DebitReversalConfirmed ReversalConfirmed { get; } = new(Source, Id);

    public static CompleteTransaction Complete { get; } = new(Id);

    public static ReverseDebit Reverse(string reason) => new(Source, Id, TenDollars, reason);

    public static MovementCancellation DebitCalledOff(bool hadHappened) =>
        new(Source, Id, MovementPart.Debit, hadHappened);

    public static MovementCancellation CreditCalledOff(bool hadHappened) =>
        new(Destination, Id, MovementPart.Credit, hadHappened);

    public static FailTransaction Fail(Refusal reason) => new(Id, reason);

    public static DeliveryFailed Failed(string messageType) =>
        new(Guid.Parse("cccccccc-0000-4000-8000-000000000001"), messageType, "the disk is full");

    public static SagaSpec<TopupSaga, TopupSagaData> Debiting() =>
        new SagaSpec<TopupSaga, TopupSagaData>().Given(Requested);

    public static SagaSpec<TopupSaga, TopupSagaData> CancellingDebit() => Debiting().Given(DebitFailed);

    public static SagaSpec<TopupSaga, TopupSagaData> Crediting() => Debiting().Given(DebitAccepted);

    public static SagaSpec<TopupSaga, TopupSagaData> CancellingCredit() => Crediting().Given(CreditFailed);

    public static SagaSpec<TopupSaga, TopupSagaData> Reversing() => Crediting().Given(CreditRejected);
}
