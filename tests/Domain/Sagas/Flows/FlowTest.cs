using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Sagas.Flows;

/// <summary>A run with the accounts of <see cref="Ledger"/>; after each test the books are in order.</summary>
public abstract class FlowTest : IAsyncLifetime
{
    BillingRun? _run;

    private protected BillingRun Run => _run ?? throw new InvalidOperationException("The run has not started.");

    private protected virtual RunOptions Options { get; } = new() { Rules = Ledger.WithFees };

    public virtual async Task InitializeAsync()
    {
        _run = await BillingRun.Start(Options);
        await Run.Send(Ledger.Opening);
        Run.Commits.Clear();
    }

    public async Task DisposeAsync()
    {
        await Books.AssertInOrder(Run);
        await Run.DisposeAsync();
    }

    private protected Task<IReadOnlyList<object?>> Send(params IEnumerable<ICommand> commands) => Run.Send(commands);

    /// <param name="states">Key and state of transactions.</param>
    private protected async Task AssertStates(params (string Key, string State)[] states)
    {
        var books = await Books.Of(Run);
        Assert.Equal(states, states.Select(state => (state.Key, books.StateOf(state.Key))));
    }

    private protected async Task AssertBalances(decimal payer, decimal shop, decimal fees = 0m, decimal held = 0m)
    {
        var account = await Run.AccountOf(Ledger.Payer);
        Assert.Equal(
            (payer, shop, fees, held),
            (account.Balance, await Run.BalanceOf(Ledger.Shop), await Run.BalanceOf(Ledger.Fees), account.Held));
    }

    private protected async Task<TransactionSnapshot> Named(string key) => (await Books.Of(Run)).Named(key);

    private protected static string RefusalIn(object? reply) =>
        Assert.IsType<TransactionCommandRefused>(reply).Refusal.Code;
}
