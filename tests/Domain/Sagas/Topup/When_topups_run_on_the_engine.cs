using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.InMemory;

namespace BillingEngine.Domain.Tests.Sagas.Topup;

public sealed class When_topups_run_on_the_engine : IAsyncLifetime
{
    static readonly CurrencyCode Usd = new("USD");
    static readonly Guid World = DeterministicId.ExternalAccount("main", Usd);
    static readonly Guid WalletId = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000002");
    static readonly Guid TopupId = DeterministicId.Request("main", "key-1");

    static readonly CreateAccount CreateWallet = new(
        WalletId, "main", "customer-7", "person", AccountKind.User, Usd, Activate: true, MinBalance: null,
        MaxBalance: 100m, CreditLimit: null, KycLevel: 0, InitialBalance: null, Metadata: null);

    BillingRun _run = null!;

    public async Task InitializeAsync()
    {
        _run = await BillingRun.Start();
        await _run.Send(CreateWallet);
        _run.Commits.Clear();
    }

    public async Task DisposeAsync() => await _run.DisposeAsync();

    [Fact]
    public async Task Should_go_from_request_to_completed_in_one_commit()
    {
        await _run.Send(Topup(10m));

        var amount = new Money(10m, Usd);
        Assert.Equal(
            [
                Requested(10m),
                ExternalCreated(),
                new AccountActivated(World, Reason: null),
                new AccountDebited(World, TopupId, amount, BalanceAfter: -10m, WalletId, "ref"),
                new AccountCredited(WalletId, TopupId, amount, BalanceAfter: 10m, World, "ref"),
                new TransactionCompleted(TopupId),
            ],
            Assert.Single(_run.Commits));
        await AssertSettled(wallet: 10m);
    }

    [Fact]
    public async Task Should_do_nothing_for_a_repeat()
    {
        await _run.Send(Topup(10m));
        _run.Commits.Clear();

        await _run.Send(Topup(10m));

        Assert.Empty(_run.Commits.SelectMany(events => events));
        await AssertSettled(wallet: 10m);
    }

    [Fact]
    public async Task Should_do_nothing_for_a_repeat_in_the_same_batch()
    {
        await _run.Send(Topup(10m), Topup(10m), Topup(10m));

        Assert.Equal(6, Assert.Single(_run.Commits).Count);
        await AssertSettled(wallet: 10m);
    }

    [Fact]
    public async Task Should_undo_the_debit_and_say_why_when_the_credit_is_refused()
    {
        await _run.Send(Topup(100.01m));

        Assert.Equal(
            new TransactionFailed(TopupId, new Refusal(
                RefusalCodes.BalanceLimitExceeded, "The account would exceed the most that it may hold.")
            {
                AccountId = WalletId, Currency = Usd, Requested = 100.01m, Available = 100m, Limit = 100m,
            }),
            (await _run.StreamOf(TopupId))[^1]);
        Assert.Equal(
            [typeof(AccountCreated), typeof(AccountActivated), typeof(AccountDebited), typeof(AccountDebitReversed)],
            (await _run.StreamOf(World)).Select(e => e.GetType()));
        Assert.Single(_run.Commits);
        await AssertSettled(wallet: 0m);
    }

    [Fact]
    public async Task Should_do_nothing_for_a_repeat_of_a_failed_one()
    {
        await _run.Send(Topup(100.01m));
        _run.Commits.Clear();

        await _run.Send(Topup(100.01m));

        Assert.Empty(_run.Commits.SelectMany(events => events));
    }

    [Fact]
    public async Task Should_fail_when_there_is_no_such_wallet()
    {
        var nobody = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000009");

        await _run.Send(Topup(10m) with { DestinationAccountId = nobody });

        Assert.Equal(RefusalCodes.AccountNotFound, (await FailureOfTopup()).Code);
        Assert.Empty(await _run.StreamOf(nobody));
        await AssertSettled(wallet: 0m);
    }

    [Fact]
    public async Task Should_fund_a_new_account_with_its_initial_balance()
    {
        var newId = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000003");

        await _run.Send(CreateWallet with { AccountId = newId, InitialBalance = 50m });

        Assert.Single(_run.Commits);
        Assert.Equal(50m, await _run.BalanceOf(newId));
        Assert.IsType<TransactionCompleted>((await _run.StreamOf(DeterministicId.InitialFunding("main", newId)))[^1]);
        Assert.Equal(-50m, await _run.BalanceOf(World));
    }

    [Fact]
    public async Task Should_fund_it_once_when_its_creation_is_repeated()
    {
        var newId = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000003");
        var create = CreateWallet with { AccountId = newId, InitialBalance = 50m };

        await _run.Send(create, create);
        await _run.Send(create);

        Assert.Equal(50m, await _run.BalanceOf(newId));
    }

    [Fact]
    public async Task Should_move_the_money_once_when_the_answer_to_the_commit_is_lost()
    {
        var faults = new Queue<CommitFault>(
            [CommitFault.LoseAnswerBeforeCommit, CommitFault.RollBack, CommitFault.LoseAnswerAfterCommit]);
        _run.Database.OnCommit = _ => faults.TryDequeue(out var fault) ? fault : CommitFault.None;

        await _run.Send(Topup(10m));

        Assert.Empty(faults);
        await AssertSettled(wallet: 10m);
    }

    static RequestTopup Topup(decimal amount) => new(
        TopupId, "key-1", "main", World, WalletId, new Money(amount, Usd), "ref", Description: null, Metadata: null,
        "print");

    static TopupRequested Requested(decimal amount) => new(
        TopupId, "key-1", "main", World, WalletId, new Money(amount, Usd), "ref", Description: null, Metadata: null,
        "print");

    static AccountCreated ExternalCreated() => new(
        World, "main", OwnerId: "main", OwnerType: "ledger", AccountKind.External, Usd, MinBalance: null,
        MaxBalance: null, CreditLimit: null, KycLevel: 0, Metadata: null);

    async Task<Refusal> FailureOfTopup() =>
        Assert.IsType<TransactionFailed>((await _run.StreamOf(TopupId))[^1]).Refusal;

    async Task AssertSettled(decimal wallet)
    {
        Assert.Equal(wallet, await _run.BalanceOf(WalletId));
        Assert.Equal(-wallet, await _run.BalanceOf(World));
        Assert.Equal(0m, (await _run.SumOfBalances())[Usd]);
        Assert.Equal(0, _run.Database.OpenSagas);
        Assert.Equal(0, _run.Database.QueuedMessages);
        Assert.Empty(_run.Database.FailedMessages);
    }
}
