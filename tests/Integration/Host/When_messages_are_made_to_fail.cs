using BillingEngine.Host.Verbs;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging.Engine;

namespace BillingEngine.Integration.Tests.Host;

public sealed class When_messages_are_made_to_fail(FaultyHost host) : IClassFixture<FaultyHost>
{
    const string Route = "/v1/ops/faults";

    [Fact]
    public async Task Should_fail_as_many_attempts_as_a_rule_says()
    {
        var wallet = await host.Api.OpenWallet("faulty");
        var other = await host.Api.OpenWallet("faulty");
        var rule = await host.Api.Post(
            Route, new { messageType = "account.credit.v1", accountId = wallet, times = 3, text = "a drill" });

        var elsewhere = AttemptsThatFail(other);
        var failed = AttemptsThatFail(wallet);
        var listed = await host.Api.Get(Route);
        var removed = await host.Api.Send(HttpMethod.Delete, $"{Route}/{rule["id"]}", body: null);

        Assert.Equal((201, 0, 3), (rule.Status, elsewhere, failed));
        Assert.Contains(removed.Text, listed.Text, StringComparison.Ordinal);
        Assert.Equal((200, "3"), (removed.Status, removed["struck"]));
    }

    [Theory]
    [InlineData("type=account.credit.v1", "account.credit.v1", null, null, null)]
    [InlineData("type=account.credit.v1, times=3", "account.credit.v1", null, 3, null)]
    [InlineData(
        "account=018f4e2a-7c1b-7d3e-9a52-1b2c3d4e5f60,times=1,text=a = b",
        null,
        "018f4e2a-7c1b-7d3e-9a52-1b2c3d4e5f60",
        1,
        "a = b")]
    public void Should_read_a_rule_from_an_argument(
        string argument, string? type, string? account, int? times, string? text)
    {
        Assert.True(FaultText.TryParse(argument, out var rule, out _));
        Assert.Equal(new FaultText(type, account is null ? null : Guid.Parse(account), times, text), rule);
    }

    [Theory]
    [InlineData("", "knows no ''")]
    [InlineData("times=3", "names neither a type nor an account")]
    [InlineData("account.credit.v1", "knows no 'account.credit.v1': there are type, account, times, text")]
    [InlineData("type=account.credit", "'account.credit' is not the name of a message")]
    [InlineData("account=wallet", "account must be a UUID; it is 'wallet'")]
    [InlineData("type=account.credit.v1,times=0", "times must be a whole number from 1 to 1000000; it is '0'")]
    [InlineData("type=account.credit.v1,times=-1", "times must be a whole number from 1 to 1000000; it is '-1'")]
    [InlineData("type=account.credit.v1,text=", "text is empty")]
    [InlineData("type=account.credit.v1,", "knows no ''")]
    public void Should_say_what_is_wrong_with_an_argument(string argument, string said)
    {
        Assert.False(FaultText.TryParse(argument, out _, out var fault));
        Assert.StartsWith(said, fault, StringComparison.Ordinal);
    }

    /// <summary>Of ten, asked of the switch as a worker would ask it.</summary>
    int AttemptsThatFail(string wallet)
    {
        var id = Guid.Parse(wallet);
        var credit = new CreditAccount(id, id, "faulty", new Money(1m, new CurrencyCode("USD")), id, null);
        return Enumerable.Range(0, 10).Count(_ => IsMadeToFail(credit));
    }

    bool IsMadeToFail(CreditAccount credit)
    {
        try
        {
            host.Faults.Check("account.credit.v1", credit);
            return false;
        }
        catch (InjectedFaultException)
        {
            return true;
        }
    }
}

public sealed class FaultyHost : RunningHost
{
    internal override FaultSwitch Faults { get; } = new();
}
