using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Integration.Tests.ReadModels;

/// <summary>A unit of work has as many statements for twenty transfers as for one.</summary>
public sealed class When_statements_are_counted : IAsyncLifetime
{
    /// <summary>
    /// The fence, that what was taken for new is, the events, the traces, the balances, the entries and the
    /// transactions.
    /// </summary>
    const int Budget = 7;

    static readonly Guid Payer = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000001");
    static readonly Guid Payee = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000002");

    readonly StatementCounter _counter = new();
    EngineUnderTest _engine = null!;

    public async Task InitializeAsync()
    {
        _engine = Counted(_counter);
        await _engine.Start();
        await _engine.Do(Wallet(Payer), Wallet(Payee));
        await _engine.Do(Transfer(0));
        _counter.Units.Clear();
    }

    public async Task DisposeAsync() => await _engine.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task Should_stay_within_the_budget(int transfers)
    {
        await _engine.Send(Enumerable.Range(1, transfers).Select(Transfer));
        await _engine.Rest();

        Assert.InRange(_counter.Units.Count, 1, transfers);
        Assert.All(_counter.Units, statements => Assert.Equal(Budget, statements));
    }

    static EngineUnderTest Counted(StatementCounter counter) => new() { More = [counter] };

    static CreateAccount Wallet(Guid id) => new(
        id, "main", "ann", "person", AccountKind.User, EngineUnderTest.Usd, Activate: true, MinBalance: null,
        MaxBalance: null, CreditLimit: null, KycLevel: 3, InitialBalance: 100m, Metadata: null);

    static RequestTransfer Transfer(int number) => new(
        DeterministicId.Request("main", $"transfer-{number}"), $"transfer-{number}", "main", Payer, Payee,
        new Money(1m, EngineUnderTest.Usd), Reference: null, Description: null, Metadata: null, "fingerprint");
}
