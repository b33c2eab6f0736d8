using System.Globalization;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Values;

public sealed class When_a_contract_tells_of_money
{
    const string Account = "aaaaaaaa-0000-4000-8000-000000000001";
    const string Both = Account + " aaaaaaaa-0000-4000-8000-000000000002";
    const string Swapped = "aaaaaaaa-0000-4000-8000-000000000002 " + Account;
    const string Transaction = "bbbbbbbb-0000-4000-8000-000000000001";
    const string Refund = "bbbbbbbb-0000-4000-8000-000000000003";
    const string Amount = "10.50 USD";

    /// <summary>Contract, transaction, accounts, amount, and the evidence: stream and once key.</summary>
    static readonly (string Name, string? Transaction, string Accounts, string? Amount, string? Evidence)[] Table =
    [
        ("account.create.v1", null, Account, "50.00 USD", null),
        ("account.activate.v1", null, Account, null, null),
        ("account.suspend.v1", null, Account, null, null),
        ("account.reactivate.v1", null, Account, null, null),
        ("account.freeze.v1", null, Account, null, null),
        ("account.unfreeze.v1", null, Account, null, null),
        ("account.close.v1", null, Account, null, null),
        ("account.change_limits.v1", null, Account, null, null),
        ("account.debit.v1", Transaction, Account, Amount, $"{Account} bbbbbbbb-0000-6000-8000-000000000001"),
        ("account.credit.v1", Transaction, Account, Amount, $"{Account} bbbbbbbb-0000-6000-8000-000000000001"),
        ("account.place_hold.v1", Transaction, Account, Amount, $"{Account} bbbbbbbb-0000-7000-8000-000000000001"),
        ("account.capture_hold.v1", Transaction, Account, Amount, $"{Account} bbbbbbbb-0000-4000-8000-000000000001"),
        ("account.release_hold.v1", Transaction, Account, null, $"{Account} bbbbbbbb-0000-f000-8000-000000000001"),
        ("account.expire_hold.v1", Transaction, Account, null, $"{Account} bbbbbbbb-0000-f000-8000-000000000001"),
        ("account.reverse_debit.v1", Transaction, Account, Amount, $"{Account} bbbbbbbb-0000-e000-8000-000000000001"),
        ("account.reverse_credit.v1", Transaction, Account, Amount, $"{Account} bbbbbbbb-0000-e000-8000-000000000001"),
        ("account.cancel_movement.v1", Transaction, Account, null, null),
        ("card.issue.v1", null, Account, null, null),
        ("card.activate.v1", null, Account, null, null),
        ("card.suspend.v1", null, Account, null, null),
        ("card.expire.v1", null, Account, null, null),
        ("card.expire_due.v1", null, Account, null, null),
        ("movement.accepted.v1", Transaction, "", null, null),
        ("movement.rejected.v1", Transaction, "", null, null),
        ("movement.undone.v1", Transaction, "", null, null),
        ("movement.cancellation.v1", Transaction, "", null, null),
        ("topup.request.v1", Transaction, Swapped, Amount, null),
        ("withdrawal.request.v1", Transaction, Both, Amount, null),
        ("transfer.request.v1", Transaction, Both, Amount, null),
        ("payment.request.v1", Transaction, Both, Amount, null),
        ("refund.request.v1", Transaction, Swapped, Amount, null),
        ("payment.capture.v1", Transaction, "", null, null),
        ("payment.void.v1", Transaction, "", null, null),
        ("transaction.authorize.v1", Transaction, "", null, End),
        ("transaction.complete.v1", Transaction, "", null, End),
        ("transaction.fail.v1", Transaction, "", null, End),
        ("transaction.void.v1", Transaction, "", null, End),
        ("transaction.expire.v1", Transaction, "", null, End),
        ("transaction.reserve_refund.v1", Refund, "", Amount, $"{Transaction} bbbbbbbb-0000-0000-8000-000000000003"),
        ("transaction.release_refund.v1", Refund, "", null, $"{Transaction} bbbbbbbb-0000-8000-8000-000000000003"),
        ("transaction.confirm_refund.v1", Refund, "", null, $"{Transaction} bbbbbbbb-0000-2000-8000-000000000003"),
        ("topup.requested.v1", Transaction, Swapped, Amount, End),
        ("withdrawal.requested.v1", Transaction, Both, Amount, End),
        ("transfer.requested.v1", Transaction, Both, Amount, End),
        ("payment.requested.v1", Transaction, Both, Amount, End),
        ("refund.requested.v1", Transaction, Swapped, Amount, End),
        ("payment.capture_requested.v1", Transaction, "", Amount, End),
        ("payment.void_requested.v1", Transaction, "", null, End),
    ];

    /// <summary>
    /// Answers to callers, timeouts, which are their saga's, and events that nobody is sent: none of them is handled in
    /// a way that would move money.
    /// </summary>
    static readonly string[] Silent =
    [
        "account.command_accepted.v1", "account.command_refused.v1", "card.command_accepted.v1",
        "account.created.v1", "account.activated.v1", "account.suspended.v1", "account.reactivated.v1",
        "account.frozen.v1", "account.unfrozen.v1", "account.closed.v1", "account.limits_changed.v1",
        "account.hold_placed.v1", "account.hold_released.v1", "account.hold_expired.v1", "account.debited.v1",
        "account.credited.v1", "account.debit_reversed.v1", "account.credit_reversed.v1",
        "account.movement_cancelled.v1", "card.issued.v1", "card.activated.v1", "card.suspended.v1", "card.expired.v1",
        "transaction.request_refused.v1", "transaction.command_accepted.v1", "transaction.command_refused.v1",
        "transaction.step_overdue.v1", "payment.hold_due.v1", "transaction.authorized.v1", "transaction.completed.v1",
        "transaction.failed.v1", "transaction.voided.v1", "transaction.expired.v1", "transaction.refund_reserved.v1",
        "transaction.refund_released.v1", "transaction.refunded.v1",
    ];

    const string End = Transaction + " bbbbbbbb-0000-1000-8000-000000000001";

    public static TheoryData<string> Contracts => ContractSamples.Names(_ => true);

    /// <summary>Orders and the events that they leave, all about the part that the samples have.</summary>
    public static TheoryData<IMessage, IHappenOnce> Traces { get; } = new()
    {
        { Sample("account.debit.v1"), Once("account.debited.v1") },
        { Sample("account.credit.v1"), Once("account.credited.v1") },
        { Sample("account.place_hold.v1"), Once("account.hold_placed.v1") },
        { Sample("account.release_hold.v1"), Once("account.hold_released.v1") },
        { Sample("account.release_hold.v1"), Once("account.hold_expired.v1") },
        { Sample("account.expire_hold.v1"), Once("account.hold_expired.v1") },
        { Sample("account.reverse_debit.v1"), Once("account.debit_reversed.v1") },
        { Sample("account.reverse_credit.v1"), Once("account.credit_reversed.v1") },
        { Sample("transaction.complete.v1"), Once("transaction.completed.v1") },
        { Sample("transaction.fail.v1"), Once("transaction.failed.v1") },
        { Sample("transaction.void.v1"), Once("transaction.voided.v1") },
        { Sample("transaction.expire.v1"), Once("transaction.expired.v1") },
        { Sample("transaction.expire.v1"), Once("transaction.voided.v1") },
        { Sample("transaction.reserve_refund.v1"), Once("transaction.refund_reserved.v1") },
        { Sample("transaction.release_refund.v1"), Once("transaction.refund_released.v1") },
        { Sample("transaction.confirm_refund.v1"), Once("transaction.refunded.v1") },
        { Sample("topup.requested.v1"), Once("transaction.completed.v1") },
        { Sample("payment.capture_requested.v1"), Once("transaction.completed.v1") },
        { Sample("payment.void_requested.v1"), Once("transaction.voided.v1") },
    };

    /// <summary>A new contract has a row in the table, or is named among those that say nothing.</summary>
    [Theory]
    [MemberData(nameof(Contracts))]
    public void Should_say_what_the_table_says(string name)
    {
        var message = Sample(name);
        if (Silent.Contains(name, StringComparer.Ordinal))
        {
            Assert.False(message is IConcernMoney or ILeaveEvidence, $"{name} says more than the list knows.");
            return;
        }

        var row = Table.SingleOrDefault(row => row.Name == name);
        Assert.True(
            row.Name is not null && message is IConcernMoney,
            $"{name} does not say which money it is about: implement IConcernMoney, and ILeaveEvidence if handling it "
            + "leaves an event that happens once, and add a row here; or name it among the silent ones.");
        var concern = ((IConcernMoney)message).Concern;
        Assert.Equal(row.Transaction, concern.TransactionId?.ToString());
        Assert.Equal(row.Accounts, string.Join(' ', concern.AccountIds));
        Assert.Equal(row.Amount, AmountOf(concern));
        Assert.Equal(row.Evidence, message is ILeaveEvidence trace ? EvidenceOf(trace) : null);
    }

    [Theory]
    [MemberData(nameof(Traces))]
    public void Should_leave_the_event_that_it_names(IMessage order, IHappenOnce left) =>
        Assert.Equal(((ILeaveEvidence)order).Evidence.OnceKey, left.OnceKey);

    [Fact]
    public void Should_tell_the_evidence_of_each_part()
    {
        var id = DeterministicId.Request("main", "order-1");
        var amount = new Money(1m, new CurrencyCode("USD"));

        Assert.Equal(
            new Evidence(id, MovementKey.Of(id, MovementPart.Debit, isReversal: false)),
            ((ILeaveEvidence)new DebitAccount(id, id, "main", amount, id, null)).Evidence);
        Assert.Equal(
            new Evidence(id, MovementKey.Of(id, MovementPart.Credit, isReversal: false)),
            ((ILeaveEvidence)new CreditAccount(id, id, "main", amount, id, null)).Evidence);
        Assert.Equal(
            new Evidence(id, MovementKey.Of(id, MovementPart.Debit, isReversal: true)),
            ((ILeaveEvidence)new ReverseDebit(id, id, amount, "voided")).Evidence);
    }

    [Fact]
    public void Should_tell_the_end_after_which_money_must_not_be_moved_or_set_aside_any_more() => Assert.Equal(
        [
            "account.debit.v1", "account.credit.v1", "account.place_hold.v1", "account.capture_hold.v1",
            "transaction.reserve_refund.v1",
        ],
        Catalog.All
            .Where(contract => Sample(contract.Name) is ILeaveEvidence { End: not null })
            .Select(contract => contract.Name));

    [Fact]
    public void Should_say_no_amount_where_an_account_is_opened_empty()
    {
        var opened = (CreateAccount)Sample("account.create.v1") with { InitialBalance = null };

        Assert.Null(AmountOf(((IConcernMoney)opened).Concern));
    }

    [Fact]
    public void Should_have_no_row_without_a_contract() => Assert.Equal(
        Catalog.All.Select(contract => contract.Name).Order(StringComparer.Ordinal),
        Table.Select(row => row.Name).Concat(Silent).Order(StringComparer.Ordinal));

    static IMessage Sample(string name) => ContractSamples.Named(name).Message;

    static IHappenOnce Once(string name) => Assert.IsType<IHappenOnce>(Sample(name), exactMatch: false);

    static string? AmountOf(MoneyConcern concern) => concern is { Amount: { } amount, Currency: { } currency }
        ? string.Create(CultureInfo.InvariantCulture, $"{amount} {currency}")
        : concern.Amount?.ToString(CultureInfo.InvariantCulture) ?? concern.Currency;

    static string EvidenceOf(ILeaveEvidence trace) => $"{trace.Evidence.StreamId} {trace.Evidence.OnceKey}";
}
