using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Sagas.Topup;

/// <summary>A handler fails for good; the saga puts the books right; then the failed message is retried.</summary>
public sealed class When_an_operator_retries_after_compensation : IAsyncLifetime
{
    static readonly CurrencyCode Usd = new("USD");
    static readonly Guid World = DeterministicId.ExternalAccount("main", Usd);
    static readonly Guid WalletId = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000002");
    static readonly Guid TopupId = DeterministicId.Request("main", "key-1");

    static readonly CreateAccount CreateWallet = new(
        WalletId, "main", "customer-7", "person", AccountKind.User, Usd, Activate: true, MinBalance: null,
        MaxBalance: null, CreditLimit: null, KycLevel: 0, InitialBalance: null, Metadata: null);

    static readonly RequestTopup Topup = new(
        TopupId, "key-1", "main", World, WalletId, new Money(10m, Usd), "ref", Description: null, Metadata: null,
        "print");

    static readonly RequestTopup OtherTopup =
        Topup with { TransactionId = Guid.Parse("bbbbbbbb-0000-4000-8000-000000000009") };

    BillingRun _run = null!;

    public async Task InitializeAsync() => _run = await BillingRun.Start();

    public async Task DisposeAsync() => await _run.DisposeAsync();

    [Fact]
    public async Task Should_move_nothing_for_a_retried_credit()
    {
        await _run.Send(CreateWallet);
        _run.Sabotage.Fail<CreditAccount>(WalletId);
        await _run.Send(Topup);
        await AssertFailed("account.credit.v1");

        await RetryWithoutSabotage();

        await AssertNothingMoved();
    }

    [Fact]
    public async Task Should_move_nothing_for_a_retried_debit()
    {
        await _run.Send(CreateWallet, OtherTopup);
        _run.Sabotage.Fail<DebitAccount>(World);
        await _run.Send(Topup);
        await AssertFailed("account.debit.v1");

        await RetryWithoutSabotage();

        await AssertNothingMoved(before: 10m);
    }

    [Fact]
    public async Task Should_move_nothing_for_a_retried_debit_that_would_have_opened_the_external_account()
    {
        await _run.Send(CreateWallet);
        _run.Sabotage.Fail<DebitAccount>(World);
        await _run.Send(Topup);
        await AssertFailed("account.debit.v1");

        await RetryWithoutSabotage();

        await AssertNothingMoved();
    }

    [Fact]
    public async Task Should_move_nothing_for_a_retried_credit_of_an_account_that_was_opened_since()
    {
        _run.Sabotage.Fail<CreditAccount>(WalletId);
        await _run.Send(Topup);
        await AssertFailed("account.credit.v1");
        await _run.Send(CreateWallet);

        await RetryWithoutSabotage();

        await AssertNothingMoved();
    }

    [Fact]
    public async Task Should_let_a_later_topup_open_the_external_account_all_the_same()
    {
        await _run.Send(CreateWallet);
        _run.Sabotage.Fail<DebitAccount>(World);
        await _run.Send(Topup);
        _run.Sabotage.LetThrough();

        await _run.Send(OtherTopup);

        await AssertNothingMoved(before: 10m);
    }

    [Fact]
    public async Task Should_finish_the_compensation_that_had_failed_itself()
    {
        await _run.Send(CreateWallet with { MaxBalance = 1m });
        _run.Sabotage.Fail<ReverseDebit>(World);
        await _run.Send(Topup);
        Assert.Equal(1, _run.Database.OpenSagas);
        Assert.Equal(-10m, await _run.BalanceOf(World));

        await RetryWithoutSabotage();

        Assert.Equal(RefusalCodes.BalanceLimitExceeded, (await FailureOfTopup()).Code);
        await AssertNothingMoved();
    }

    [Fact]
    public async Task Should_finish_the_calling_off_that_had_failed_itself()
    {
        await _run.Send(CreateWallet);
        _run.Sabotage.Fail<CreditAccount>(WalletId);
        _run.Sabotage.Fail<CancelMovement>(WalletId);
        await _run.Send(Topup);
        Assert.Equal(
            ["account.credit.v1", "account.cancel_movement.v1"],
            _run.Database.FailedMessages.Select(failed => failed.Message.Type));

        _run.Sabotage.LetThrough();
        await _run.Retry(_run.Database.FailedMessages[1]);
        await _run.Retry(_run.Database.FailedMessages[0]);

        await AssertNothingMoved();
    }

    [Fact]
    public async Task Should_complete_once_when_the_order_is_retried_before_it_could_be_called_off()
    {
        await _run.Send(CreateWallet);
        _run.Sabotage.Fail<CreditAccount>(WalletId);
        _run.Sabotage.Fail<CancelMovement>(WalletId);
        await _run.Send(Topup);

        _run.Sabotage.LetThrough();
        await _run.Retry(_run.Database.FailedMessages[0]);
        await _run.Retry(_run.Database.FailedMessages[1]);

        Assert.IsType<TransactionCompleted>((await _run.StreamOf(TopupId))[^1]);
        await AssertNothingMoved(before: 10m);
    }

    [Fact]
    public async Task Should_credit_once_when_the_debit_is_retried_before_it_could_be_called_off()
    {
        await _run.Send(CreateWallet);
        _run.Sabotage.Fail<DebitAccount>(World);
        _run.Sabotage.Fail<CancelMovement>(World);
        await _run.Send(Topup);

        _run.Sabotage.LetThrough();
        await _run.Retry(_run.Database.FailedMessages[0]);
        await _run.Retry(_run.Database.FailedMessages[1]);

        Assert.IsType<TransactionCompleted>((await _run.StreamOf(TopupId))[^1]);
        await AssertNothingMoved(before: 10m);
    }

    async Task AssertFailed(string messageType)
    {
        Assert.Equal(messageType, Assert.Single(_run.Database.FailedMessages).Message.Type);
        Assert.Equal(
            new Refusal(
                RefusalCodes.ProcessingFailed, "A step could not be carried out; what had been done was undone."),
            await FailureOfTopup());
        Assert.Equal(0, _run.Database.OpenSagas);
    }

    async Task RetryWithoutSabotage()
    {
        _run.Sabotage.LetThrough();
        await _run.Retry(_run.Database.FailedMessages[0]);
        Assert.Single(_run.Database.FailedMessages);
    }

    /// <param name="before">What the wallet held before the retry.</param>
    async Task AssertNothingMoved(decimal before = 0m)
    {
        // The timeouts of a saga that is over find nobody.
        await _run.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(before, await _run.BalanceOf(WalletId));
        Assert.Equal(-before, await _run.BalanceOf(World));
        Assert.Equal(0, _run.Database.OpenSagas);
        Assert.Equal(0, _run.Database.QueuedMessages);
    }

    async Task<Refusal> FailureOfTopup() =>
        Assert.IsType<TransactionFailed>((await _run.StreamOf(TopupId))[^1]).Refusal;
}
