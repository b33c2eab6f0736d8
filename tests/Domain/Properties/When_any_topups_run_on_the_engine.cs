using BillingEngine.Domain.Tests.Sagas;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using FsCheck;
using FsCheck.Fluent;

namespace BillingEngine.Domain.Tests.Properties;

public sealed class When_any_topups_run_on_the_engine
{
    static readonly CurrencyCode[] Currencies = [new("USD"), new("JPY")];

    /// <summary>One after the other of each currency; the last of them is opened only after all top-ups.</summary>
    static readonly Guid[] Wallets =
        [.. Enumerable.Range(1, 5).Select(number => new Guid(number, 0, 0, [9, 0, 0, 0, 0, 0, 0, 0]))];

    [Fact]
    public void Should_neither_make_nor_lose_money() => Prop
        .ForAll(Rounds().ListOf().ToArbitrary(), rounds => Run([.. rounds]).GetAwaiter().GetResult())
        .Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithEndSize(12));

    /// <summary>
    /// Rounds of top-ups: some refused, some repeated, some whose orders fail for good. Then a wallet is opened that
    /// was missed before, and an operator retries every failed message until none is left.
    /// </summary>
    static async Task Run(IReadOnlyList<Round> rounds)
    {
        await using var run = await BillingRun.Start();
        await run.Send([.. Wallets[..^1].Select(Creation)]);
        foreach (var round in rounds)
        {
            round.Spoil(run.Sabotage);
            await run.Send([.. round.Topups]);
            run.Sabotage.LetThrough();
        }

        await run.Send(Creation(Wallets[^1]));
        for (var retried = 0; retried < run.Database.FailedMessages.Count; retried++)
            await run.Retry(run.Database.FailedMessages[retried]);

        await run.Pass(TimeSpan.FromMinutes(2));
        Assert.All((await run.SumOfBalances()).Values, sum => Assert.Equal(0m, sum));
        Assert.Equal(0, run.Database.OpenSagas);
        Assert.Equal(0, run.Database.QueuedMessages);
        foreach (var topups in rounds.SelectMany(round => round.Topups).GroupBy(topup => topup.TransactionId))
            await AssertMovedOnceOrNotAtAll(run, topups.Key);
    }

    static async Task AssertMovedOnceOrNotAtAll(BillingRun run, Guid transactionId)
    {
        var history = await run.StreamOf(transactionId);
        Assert.Equal(2, history.Count);
        var request = Assert.IsType<TopupRequested>(history[0]);
        var debits = (await run.StreamOf(request.SourceAccountId)).OfType<AccountDebited>().Count(IsOurs);
        var reversals = (await run.StreamOf(request.SourceAccountId)).OfType<AccountDebitReversed>().Count(IsReversed);
        var credits = (await run.StreamOf(request.DestinationAccountId)).OfType<AccountCredited>().Count(IsCredited);

        Assert.Equal(history[1] is TransactionCompleted ? (1, 1) : (0, 0), (debits - reversals, credits));
        Assert.InRange(debits, 0, 1);

        bool IsOurs(AccountDebited e) => e.TransactionId == transactionId;
        bool IsReversed(AccountDebitReversed e) => e.TransactionId == transactionId;
        bool IsCredited(AccountCredited e) => e.TransactionId == transactionId;
    }

    static CurrencyCode CurrencyOf(Guid wallet) => Currencies[Array.IndexOf(Wallets, wallet) % Currencies.Length];

    static CreateAccount Creation(Guid wallet) => new(
        wallet, "main", "customer-7", "person", AccountKind.User, CurrencyOf(wallet), Activate: wallet != Wallets[0],
        MinBalance: null, MaxBalance: 300m, CreditLimit: null, KycLevel: 0, InitialBalance: null, Metadata: null);

    static Gen<Round> Rounds() =>
        from topups in Topups().NonEmptyListOf()
        from orders in Gen.Elements("debit", "credit", "reverse", "cancel").ListOf(2)
        from wallets in Gen.Elements(Wallets).ListOf(2)
        from isSabotaged in Gen.Elements(true, false)
        select new Round([.. topups], isSabotaged ? [.. orders] : [], [.. wallets]);

    static Gen<RequestTopup> Topups() =>
        from wallet in Gen.Elements(Wallets)
        from currency in Gen.Frequency((5, Gen.Constant(CurrencyOf(wallet))), (1, Gen.Elements(Currencies)))
        from key in Gen.Choose(1, 40)
        from amount in Gen.Choose(1, 120)
        select new RequestTopup(
            DeterministicId.Request("main", $"key-{key}"), $"key-{key}", "main", WorldOf(currency), wallet,
            new Money(amount, currency), Reference: null, Description: null, Metadata: null, $"{wallet} {amount}");

    static Guid WorldOf(CurrencyCode currency) => DeterministicId.ExternalAccount("main", currency);

    /// <summary>Top-ups in one batch; meanwhile these orders to these accounts and to the world outside fail.</summary>
    sealed record Round(
        IReadOnlyList<RequestTopup> Topups, IReadOnlyList<string> FailingOrders, IReadOnlyList<Guid> Accounts)
    {
        public void Spoil(Sabotage sabotage)
        {
            foreach (var account in Accounts.Concat(Currencies.Select(WorldOf)))
            {
                foreach (var order in FailingOrders)
                    Spoil(sabotage, order, account);
            }
        }

        public override string ToString() =>
            $"failing: {string.Join(", ", FailingOrders)}\n{string.Join("\n", Topups)}";

        static void Spoil(Sabotage sabotage, string order, Guid account)
        {
            switch (order)
            {
                case "debit":
                    sabotage.Fail<DebitAccount>(account);
                    break;
                case "credit":
                    sabotage.Fail<CreditAccount>(account);
                    break;
                case "reverse":
                    sabotage.Fail<ReverseDebit>(account);
                    break;
                case "cancel":
                    sabotage.Fail<CancelMovement>(account);
                    break;
            }
        }
    }
}
