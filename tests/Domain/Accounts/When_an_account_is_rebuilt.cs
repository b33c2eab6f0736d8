using System.Diagnostics;
using System.Text.Json;
using BillingEngine.Accounts;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Accounts;

public sealed class When_an_account_is_rebuilt
{
    static readonly IEvent[] FullLife =
    [
        Wallet.Created with { MinBalance = -5.50m, MaxBalance = 900m, CreditLimit = 20.125m },
        Wallet.Activated,
        Wallet.Credited(100.10m, after: 100.10m),
        Wallet.Debited(30m, after: 70.10m),
        Wallet.Reversed(30m, after: 100.10m),
        Wallet.Cancelled(MovementPart.Credit),
        Wallet.Cancelled(MovementPart.Debit) with { TransactionId = Wallet.OtherTransaction },
    ];

    [Fact]
    public void Should_be_what_its_events_say()
    {
        var account = AccountSpec.Replay(FullLife);

        Assert.Equal("main", account.Ledger);
        Assert.Equal("customer-7", account.OwnerId);
        Assert.Equal("person", account.OwnerType);
        Assert.Equal(AccountKind.User, account.Kind);
        Assert.Equal(Wallet.Usd, account.Currency);
        Assert.Equal(AccountStatus.Active, account.Status);
        Assert.Equal(100.10m, account.Balance);
        Assert.Equal(100.10m, account.Available);
        Assert.Equal(0m, account.Held);
        Assert.Equal(-25.625m, account.Floor);
        Assert.Equal(900m, account.MaxBalance);
        Assert.Equal(2, account.KycLevel);
        Assert.Equal(new JsonText("""{"tier":"gold"}"""), account.Metadata);
        Assert.Equal(2, account.Cancelled.Count);
    }

    [Fact]
    public void Should_throw_at_an_event_it_does_not_know()
    {
        var fault = Assert.Throws<UnreachableException>(
            () => AccountSpec.Replay(FullLife).Evolve(new TransactionCompleted(Wallet.Transaction), Wallet.Noon));

        Assert.Contains(nameof(TransactionCompleted), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_come_back_from_a_snapshot_as_it_was()
    {
        for (var length = 1; length <= FullLife.Length; length++)
        {
            var account = AccountSpec.Replay(FullLife.Take(length));

            var json = JsonSerializer.Serialize(account, AccountJson.Default.Account);
            var back = JsonSerializer.Deserialize(json, AccountJson.Default.Account)!;

            Same.State(account, back);
        }
    }

    [Fact]
    public void Should_refuse_what_was_called_off_after_a_snapshot_too()
    {
        var json = JsonSerializer.Serialize(AccountSpec.Replay(FullLife), AccountJson.Default.Account);
        var back = JsonSerializer.Deserialize(json, AccountJson.Default.Account)!;

        var refused = Assert.IsType<Decision.Refused>(back.Credit(Wallet.Credit(1m), LimitSchedule.Unlimited));

        Assert.Equal(RefusalCodes.ProcessingFailed, refused.Refusal.Code);
    }
}
