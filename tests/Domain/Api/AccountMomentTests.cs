using BillingEngine.Messages.Accounts;

namespace BillingEngine.Domain.Tests.Api;

public sealed class AccountMomentTests(TestApi api) : IClassFixture<TestApi>
{
    const string Path = $"/v1/accounts/{Samples.WalletId}/balance";
    const string Earlier = "2026-03-04T05:06:06.5Z";

    [Fact]
    public async Task Should_show_the_balance_at_a_time()
    {
        api.Accounts.Version = 2;
        api.Accounts.Past = version => Samples.Account with { Balance = 7m, Version = version };

        var answer = await api.Get($"{Path}?at=2026-03-04T07:06:06.5%2B02:00");

        Assert.Equal(
            Samples.OneLine($$"""
                {"accountId":"{{Samples.WalletId}}","currency":"USD","balance":"7.00","held":"0.00",
                "available":"87.50","version":2,"asOf":"2026-03-04T05:06:06.5Z"}
                """),
            answer.Text);
        Assert.Equal(Samples.At.AddSeconds(-0.5), api.Accounts.AskedAt);
    }

    [Fact]
    public async Task Should_show_the_balance_of_a_version_with_its_time()
    {
        api.Accounts.Past = version => Samples.Account with { Version = version, UpdatedAt = Samples.At.AddDays(-1) };

        var answer = await api.Get($"{Path}?version=1");

        Assert.Equal(
            ("1", "2026-03-03T05:06:07Z"),
            (answer.Json.GetProperty("version").ToString(), answer.Json.GetProperty("asOf").ToString()));
    }

    [Theory]
    [InlineData($"at={Earlier}&version=1", "version")]
    [InlineData("version=0", "version")]
    [InlineData("version=-1", "version")]
    [InlineData("version=1.5", "version")]
    [InlineData("version=", "version")]
    [InlineData("version=2147483648", "version")]
    [InlineData("version=1&version=2", "version")]
    [InlineData("at=yesterday", "at")]
    [InlineData("at=2026-03-04T05:06:08Z", "at")]
    [InlineData("asOf=2026-03-04T05:06:06Z", "asOf")]
    public async Task Should_refuse_a_moment_that_is_none(string query, string field)
    {
        var answer = await api.Get($"{Path}?{query}");

        Assert.Equal((400, field), ((int)answer.Status, answer.Fields));
    }

    [Theory]
    [InlineData($"?at={Earlier}")]
    [InlineData("?version=1")]
    [InlineData($"/explain?from={Earlier}")]
    [InlineData($"/explain?to={Earlier}")]
    public async Task Should_say_when_the_account_was_created(string question)
    {
        api.Accounts.Past = _ => null;

        var answer = await api.Get(Path + question);

        Assert.Equal((404, "account_not_yet_created"), ((int)answer.Status, answer.Code));
        Assert.Contains("was created at 2026-03-04T05:06:07", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_what_the_current_version_is()
    {
        var answer = await api.Get($"{Path}?version=4");

        Assert.Equal((404, "version_not_reached"), ((int)answer.Status, answer.Code));
        Assert.Contains("is at version 3.", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_explain_a_balance()
    {
        api.Accounts.Version = 8;
        api.Accounts.Past = Level;
        api.Accounts.Entries = [EntryAnswerTests.Reversal];
        api.Engine.Account = () => Samples.Account with { Version = 12 };

        var answer = await api.Get($"{Path}/explain?from={Earlier}");

        api.Engine.Account = () => Samples.Account;
        Assert.Equal(
            Samples.OneLine($$"""
                {"accountId":"{{Samples.WalletId}}","currency":"USD","from":"2026-03-04T05:06:06.5Z",
                "to":"2026-03-04T05:06:07Z",
                "opening":{"balance":"8.00","held":"1.00","available":"7.00","version":8},
                "entries":[{"position":10,"at":"2026-03-04T05:06:07Z","transactionId":"{{Samples.TransactionId}}",
                "type":"payment","entry":"debit_reversal","amount":"10.50","balanceAfter":"10.25",
                "counterpartyAccountId":null,"reference":null}],
                "closing":{"balance":"12.00","held":"1.00","available":"11.00","version":12},"nextCursor":null}
                """),
            answer.Text);
    }

    [Theory]
    [InlineData("from=2026-03-04T05:06:06Z&to=2026-03-04T05:06:05Z", "to")]
    [InlineData("to=2026-03-04T05:06:08Z", "to")]
    [InlineData("from=2026-03-05", "from")]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=MQ", "cursor")]
    [InlineData("at=2026-03-04T05:06:06Z", "at")]
    public async Task Should_refuse_to_explain_what_is_no_span(string query, string field)
    {
        var answer = await api.Get($"{Path}/explain?{query}");

        Assert.Equal((400, field), ((int)answer.Status, answer.Fields));
    }

    static AccountSnapshot Level(int version) => Samples.Account with
    {
        Version = version,
        Balance = version,
        Held = 1m,
        Available = version - 1m,
    };
}
