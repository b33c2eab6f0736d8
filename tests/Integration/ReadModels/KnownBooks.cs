using BillingEngine.Integration.Tests.Storage;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.Engine;
using BillingEngine.Transactions;
using Npgsql;

namespace BillingEngine.Integration.Tests.ReadModels;

/// <summary>A small database, made by the engine, in which everything has happened once. Tests get copies.</summary>
public sealed class KnownBooks : IAsyncLifetime
{
    public const string Ada = "a0000000-0000-4000-8000-000000000001";
    public const string Bob = "a0000000-0000-4000-8000-000000000002";
    public const string Shop = "a0000000-0000-4000-8000-000000000003";
    public const string Frozen = "a0000000-0000-4000-8000-000000000004";
    public const string Unknown = "a0000000-0000-4000-8000-000000000009";
    public const string Topup = "b0000000-0000-4000-8000-000000000001";
    public const string Withdrawal = "b0000000-0000-4000-8000-000000000002";
    public const string Transfer = "b0000000-0000-4000-8000-000000000003";
    public const string Payment = "b0000000-0000-4000-8000-000000000004";
    public const string PartlyCaptured = "b0000000-0000-4000-8000-000000000005";
    public const string Refund = "b0000000-0000-4000-8000-000000000006";
    public const string FailedTopup = "b0000000-0000-4000-8000-000000000007";
    public const string FailedTransfer = "b0000000-0000-4000-8000-000000000008";
    public const string Voided = "b0000000-0000-4000-8000-000000000009";
    public const string Expired = "b0000000-0000-4000-8000-00000000000a";
    public const string Authorized = "b0000000-0000-4000-8000-00000000000b";
    public const string Processing = "b0000000-0000-4000-8000-00000000000c";

    const string Ledger = "main";

    static readonly CurrencyCode Usd = EngineUnderTest.Usd;

    int _copies;

    EngineUnderTest Engine { get; } = new();

    static string External => DeterministicId.ExternalAccount(Ledger, Usd).ToString();

    public async Task InitializeAsync()
    {
        var options = new EngineOptions { SnapshotEvery = 3 };
        await Engine.Start(options);
        await Engine.Do(
            Account(Ada),
            Account(Bob),
            Account(Shop, AccountKind.Merchant),
            Account(Frozen),
            new FreezeAccount(new(Frozen), "checks", "operator"),
            new IssueCard(new(Ada), Some.Id(), "Groceries", DateTimeOffset.UnixEpoch.AddYears(200)),
            TopupOf(Topup, Ada, 100m),
            TopupOf(Some.Id().ToString(), Bob, 50m),
            new RequestWithdrawal(
                new(Withdrawal), "k", Ledger, new(Ada), new(External), Money(10m), null, null, null, ""),
            TransferOf(Transfer, Ada, Bob, 20m),
            PaymentOf(Payment, 10m, CaptureMode.Automatic),
            PaymentOf(PartlyCaptured, 30m),
            new CapturePayment(new(PartlyCaptured), 12m),
            new RequestRefund(
                new(Refund), "k", Ledger, new(Shop), new(Ada), Money(5m), null, null, null, "", new(PartlyCaptured)),
            TopupOf(FailedTopup, Unknown, 7m),
            TransferOf(FailedTransfer, Ada, Frozen, 8m),
            PaymentOf(Voided, 9m),
            new VoidPayment(new(Voided), "changed my mind"),
            PaymentOf(Expired, 3m, expiresIn: TimeSpan.FromMilliseconds(1)),
            PaymentOf(Authorized, 15m));
        await Engine.Stop();

        // Nobody serves the accounts any more, so this one waits.
        await Engine.Start(options, TransactionsEndpoint.Name);
        await Engine.Send(TransferOf(Processing, Bob, Ada, 1m));
        await Engine.DisposeAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>A database with all of it.</summary>
    internal async Task<string> Copy()
    {
        var original = new NpgsqlConnectionStringBuilder(await Engine.ConnectionString());
        var copy = $"{original.Database}_copy_{Interlocked.Increment(ref _copies)}";
        var server = new NpgsqlConnectionStringBuilder(original.ConnectionString) { Database = "postgres" };
        await Embedded.Sql.Run(server.ConnectionString, $"create database {copy} template {original.Database}");
        return new NpgsqlConnectionStringBuilder(original.ConnectionString) { Database = copy }.ConnectionString;
    }

    /// <summary>A copy in which something is wrong.</summary>
    internal async Task<string> Broken(string fault)
    {
        var database = await Copy();
        await using var pool = NpgsqlDataSource.Create(database);
        Assert.NotEqual(0, await Rows.Execute(pool, fault));
        return database;
    }

    static CreateAccount Account(string id, AccountKind kind = AccountKind.User) => new(
        new(id), Ledger, "owner", "person", kind, Usd, Activate: true, null, null, null, KycLevel: 0, null, null);

    static RequestTopup TopupOf(string id, string destination, decimal amount) => new(
        new(id), "k", Ledger, new(External), new(destination), Money(amount), "reference", null, null, "");

    static RequestTransfer TransferOf(string id, string source, string destination, decimal amount) => new(
        new(id), "k", Ledger, new(source), new(destination), Money(amount), null, null, null, "");

    static RequestPayment PaymentOf(
        string id, decimal amount, CaptureMode capture = CaptureMode.Manual, TimeSpan? expiresIn = null) => new(
        new(id), "k", Ledger, new(Ada), new(Shop), Money(amount), null, null, null, "", capture,
        expiresIn ?? TimeSpan.FromDays(7), CardId: null);

    static Money Money(decimal amount) => new(amount, Usd);
}
