using System.Globalization;
using BillingEngine.Api;
using BillingEngine.Api.Transactions;
using BillingEngine.Benchmarks.Rates.Contestants;
using BillingEngine.Benchmarks.Rates.Statistics;
using BillingEngine.Host;
using BillingEngine.Host.Load;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using Microsoft.Extensions.DependencyInjection;

namespace BillingEngine.Benchmarks.Rates.Separate;

/// <summary>
/// The engine and its callers in one process: they give commands to the gateway that the endpoints of the API give
/// theirs to.
/// </summary>
sealed class InProcessEngine : IAsyncDisposable
{
    const int Wallets = 1_000;
    const string Ledger = "main";
    const decimal Opening = 10_000_000m;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    static readonly CurrencyCode Currency = new("USD");

    readonly BillingHost _host;
    readonly ICommandGateway _gateway;

    // Wallets, amounts and keys follow from a run and a number here too; nothing listens at the address of the plan.
    readonly LoadPlan _plan = new(
        new Uri("http://127.0.0.1:1"), Wallets, Operations: 0, Workers: 0, LoadPlan.NewRunId(), LoadMix.Transfer);

    int _next;

    InProcessEngine(BillingHost host) =>
        (_host, _gateway) = (host, host.Services.GetRequiredService<ICommandGateway>());

    public static async Task<InProcessEngine> Start(string connectionString)
    {
        var options = new HostOptions(
            connectionString, DataDirectory: null, "http://127.0.0.1:0", HostOptions.AllEndpoints);
        var engine = new InProcessEngine(await BillingHost.Start(options, CancellationToken.None));
        await Task.WhenAll(Enumerable.Range(0, Wallets).Select(engine.Open));
        return engine;
    }

    public Task<Measurement> Measure(int callers, TimeSpan length) =>
        ClosedLoop.Run(callers, length, _ => Transfer());

    public async ValueTask DisposeAsync()
    {
        await _host.Stop(CancellationToken.None);
        await _host.DisposeAsync();
    }

    async Task Open(int wallet)
    {
        var command = new CreateAccount(
            _plan.WalletId(wallet),
            Ledger,
            $"in-process-{wallet}",
            "load",
            AccountKind.User,
            Currency,
            Activate: true,
            MinBalance: null,
            MaxBalance: null,
            CreditLimit: null,
            KycLevel: 1,
            InitialBalance: Opening,
            Metadata: null);
        var outcome = await _gateway.Execute(
            command, identity: null, $"open-{wallet}", Patience, CancellationToken.None);
        if (outcome is not AccountOutcome.Accepted)
            throw new InvalidOperationException($"Wallet {wallet} was not opened: {outcome}.");
    }

    async Task Transfer()
    {
        var number = Interlocked.Increment(ref _next);
        var source = _plan.WalletId(_plan.WalletOf(number));
        var request = new MovementRequest(
            MovementType.Transfer,
            _plan.KeyOf(number),
            Ledger,
            source,
            _plan.WalletId(_plan.OtherWalletOf(number)),
            new Money(_plan.CentsOf(number) / 100m, Currency),
            Reference: null,
            Description: null,
            Metadata: null,
            Payment: null);
        var outcome = await _gateway.Request(
            request.ToCommand(source),
            number.ToString(CultureInfo.InvariantCulture),
            Patience,
            CancellationToken.None);
        if (outcome is not TransactionOutcome.Settled { Transaction.Status: TransactionStatus.Completed })
            throw new InvalidOperationException($"Transfer {number} was not completed: {outcome}.");
    }
}
