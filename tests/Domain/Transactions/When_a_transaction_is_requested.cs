using System.Collections.Frozen;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Transactions;
using static BillingEngine.Domain.Tests.Transactions.TransactionSpec;

namespace BillingEngine.Domain.Tests.Transactions;

public sealed class When_a_transaction_is_requested
{
    static readonly FeeTariff Other = new(User: null, Merchant: Sale.Tariff.User, Business: null);

    static readonly TransactionRules Rules = new()
    {
        Fees = new Dictionary<(TransactionType, CurrencyCode), FeeTariff>
        {
            [(TransactionType.Withdrawal, Sale.Usd)] = Sale.Tariff,
            [(TransactionType.Transfer, Sale.Usd)] = Other,
            [(TransactionType.Payment, Sale.Usd)] = Sale.Tariff,
            [(TransactionType.Topup, Sale.Usd)] = Sale.Tariff,
            [(TransactionType.Refund, Sale.Usd)] = Sale.Tariff,
        }.ToFrozenDictionary(),
    };

    public static TheoryData<ITransactionRequest, ITransactionRequested> WithoutRules => new()
    {
        { Sale.RequestTopup, Sale.TopupRequested },
        { Sale.RequestWithdrawal, Sale.WithdrawalRequested },
        { Sale.RequestTransfer, Sale.TransferRequested },
        { Sale.RequestPayment, Sale.PaymentRequested },
        { Sale.RequestRefund, Sale.RefundRequested },
    };

    public static TheoryData<ITransactionRequest, ITransactionRequested> WithRules => new()
    {
        { Sale.RequestTopup, Sale.TopupRequested },
        { Sale.RequestWithdrawal, Sale.WithdrawalRequested with { Fees = Sale.Tariff } },
        { Sale.RequestTransfer, Sale.TransferRequested with { Fees = Other } },
        { Sale.RequestPayment, Sale.PaymentRequested with { Fees = Sale.Tariff } },
        { Sale.RequestRefund, Sale.RefundRequested },
    };

    public static TheoryData<ITransactionRequest, ITransactionRequested> InEuros
    {
        get
        {
            var euros = new Money(100m, new CurrencyCode("EUR"));
            return new()
            {
                { Sale.RequestWithdrawal with { Amount = euros }, Sale.WithdrawalRequested with { Amount = euros } },
                { Sale.RequestTransfer with { Amount = euros }, Sale.TransferRequested with { Amount = euros } },
                { Sale.RequestPayment with { Amount = euros }, Sale.PaymentRequested with { Amount = euros } },
            };
        }
    }

    public static TheoryData<string, IEvent[]> Lives => new()
    {
        { "authorized", [Sale.Authorized] },
        { "being captured", [Sale.Authorized, Sale.CaptureRequested(1m)] },
        { "completed", [Sale.Completed] },
        { "failed", [Sale.Failed] },
        { "voided", [Sale.Authorized, Sale.VoidRequested, Sale.Voided] },
        { "expired", [Sale.Authorized, Sale.Expired] },
    };

    [Theory]
    [MemberData(nameof(WithoutRules))]
    public void Should_begin_once(ITransactionRequest request, ITransactionRequested requested) =>
        Given().When(request).ThenOnce(requested);

    [Theory]
    [MemberData(nameof(WithRules))]
    public void Should_take_the_fees_of_its_type_where_its_source_pays_any(
        ITransactionRequest request, ITransactionRequested requested) =>
        Given().With(Rules).When(request).ThenOnce(requested);

    [Theory]
    [MemberData(nameof(InEuros))]
    public void Should_be_free_in_a_currency_without_fees(
        ITransactionRequest request, ITransactionRequested requested) =>
        Given().With(Rules).When(request).ThenOnce(requested);

    [Fact]
    public void Should_count_the_hold_of_a_payment_from_the_moment_of_the_decision() => Given()
        .At(Sale.Noon.AddMinutes(5))
        .When(Sale.RequestPayment with
        {
            ExpiresIn = TimeSpan.FromHours(1),
            Capture = CaptureMode.Automatic,
            CardId = null,
        })
        .ThenOnce(Sale.PaymentRequested with
        {
            ExpiresAt = Sale.Noon.AddMinutes(65),
            Capture = CaptureMode.Automatic,
            CardId = null,
        });

    [Theory]
    [MemberData(nameof(Lives))]
    public void Should_add_nothing_whatever_became_of_it_since(string status, IEvent[] life)
    {
        Assert.NotEmpty(status);
        Given([Sale.PaymentRequested, .. life]).When(Sale.RequestPayment).ThenNothing();
    }

    [Fact]
    public void Should_keep_its_first_content_when_the_repeat_has_another_or_is_of_another_type()
    {
        Given(Sale.TopupRequested)
            .When(Sale.RequestTopup with { Amount = new Money(99m, Sale.Usd) })
            .ThenNothing();
        Given(Sale.TopupRequested).When(Sale.RequestWithdrawal).ThenNothing();
    }
}
