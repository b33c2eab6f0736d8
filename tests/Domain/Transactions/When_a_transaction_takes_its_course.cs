using System.Diagnostics;
using System.Text.Json;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Transactions;

namespace BillingEngine.Domain.Tests.Transactions;

public sealed class When_a_transaction_takes_its_course
{
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly Guid Id = Guid.Parse("bbbbbbbb-0000-4000-8000-000000000001");
    static readonly Guid Source = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000001");
    static readonly Guid Destination = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000002");
    static readonly Money TenDollars = new(10.00m, new CurrencyCode("USD"));
    static readonly JsonText Metadata = new("""{"order":7}""");
    static readonly Refusal Broke =
        new(RefusalCodes.InsufficientFunds, "no funds") { AccountId = Source, Shortfall = 3m };

    static readonly RequestTopup Request =
        new(Id, "key-1", "main", Source, Destination, TenDollars, "ref", "text", Metadata, "fingerprint");

    static readonly TopupRequested Requested =
        new(Id, "key-1", "main", Source, Destination, TenDollars, "ref", "text", Metadata, "fingerprint");

    static readonly TransactionCompleted Completed = new(Id);
    static readonly TransactionFailed Failed = new(Id, Broke);

    [Fact]
    public void Should_be_requested_once()
    {
        Assert.Equal([Requested], Given().Request(Request, TransactionRules.Default, Noon));
        Assert.Empty(Given(Requested).Request(Request, TransactionRules.Default, Noon));
    }

    [Fact]
    public void Should_not_be_requested_again_after_its_end()
    {
        Assert.Empty(Given(Requested, Completed).Request(Request, TransactionRules.Default, Noon));
        Assert.Empty(Given(Requested, Failed).Request(Request, TransactionRules.Default, Noon));
    }

    [Fact]
    public void Should_keep_its_first_content_when_the_repeat_has_another() =>
        Assert.Empty(Given(Requested).Request(
            Request with { Amount = TenDollars with { Amount = 99m } }, TransactionRules.Default, Noon));

    [Fact]
    public void Should_complete_once()
    {
        Assert.Equal([Completed], Given(Requested).Complete(Id, fee: null));
        Assert.Empty(Given(Requested, Completed).Complete(Id, fee: null));
    }

    [Fact]
    public void Should_fail_once_with_the_reason()
    {
        Assert.Equal([Failed], Given(Requested).Fail(Id, Broke));
        Assert.Empty(Given(Requested, Failed).Fail(Id, Broke));
    }

    [Fact]
    public void Should_keep_the_first_reason_of_two() =>
        Assert.Empty(Given(Requested, Failed).Fail(Id, new Refusal(RefusalCodes.AccountClosed, "closed")));

    [Fact]
    public void Should_throw_when_it_is_to_end_otherwise_than_it_did()
    {
        ThrowsNaming("Completed", () => Given(Requested, Completed).Fail(Id, Broke));
        ThrowsNaming("Failed", () => Given(Requested, Failed).Complete(Id, fee: null));
    }

    [Fact]
    public void Should_throw_when_it_is_to_end_before_it_began()
    {
        ThrowsNaming("unknown", () => Given().Complete(Id, fee: null));
        ThrowsNaming("unknown", () => Given().Fail(Id, Broke));
    }

    [Fact]
    public void Should_throw_at_an_event_it_does_not_know()
    {
        var fault = Assert.Throws<UnreachableException>(
            () => Given(Requested, new AccountActivated(Source, Reason: null)));

        Assert.Contains(nameof(AccountActivated), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_come_back_from_a_snapshot_as_it_was()
    {
        Transaction[] all = [Given(Requested), Given(Requested, Completed), Given(Requested, Failed)];
        foreach (var transaction in all)
        {
            var json = JsonSerializer.Serialize(transaction, TransactionJson.Default.Transaction);

            Assert.Equal(
                json,
                JsonSerializer.Serialize(
                    JsonSerializer.Deserialize(json, TransactionJson.Default.Transaction),
                    TransactionJson.Default.Transaction));
        }
    }

    static Transaction Given(params IEvent[] events) =>
        events.Aggregate(Transaction.Initial, (transaction, e) => transaction.Evolve(e, Noon));

    static void ThrowsNaming(string state, Func<IEvent[]> decide)
    {
        var bug = Assert.Throws<InvalidOperationException>(() => decide());

        Assert.Contains($"Transaction {Id} is {state}", bug.Message, StringComparison.Ordinal);
    }
}
