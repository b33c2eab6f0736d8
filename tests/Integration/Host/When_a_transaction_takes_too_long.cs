using BillingEngine.Integration.Tests.Embedded;

namespace BillingEngine.Integration.Tests.Host;

[Trait("Category", "Slow")]
public sealed class When_a_transaction_takes_too_long
{
    const string SlowFor = """
        create function dawdle() returns trigger language plpgsql as $$
        begin
            if new.reference = 'slow' then perform pg_sleep(60); end if;
            return new;
        end $$;
        create trigger dawdle before insert on ledger_entries for each row execute function dawdle()
        """;

    const string SelectFailed = "select string_agg(type || ' ' || exception_message, ', ') from failed_messages";

    [Fact]
    public async Task Should_fail_alone_and_keep_nobody_else_from_moving_money()
    {
        await using var billing = await HostOnALine.Start(settings => settings.Options = "-c statement_timeout=3s");
        var wallet = await billing.Api.OpenWallet("slow");
        await Sql.Run(billing.Database, SlowFor);

        var slow = TopUp("slow", "slow");
        var others = await Task.WhenAll(Enumerable.Range(0, 3).Select(number => Completed($"other-{number}")));

        Assert.All(others, other => Assert.Equal("completed", other["status"]));
        Assert.Equal("3.00", await billing.Api.BalanceOf(wallet));
        Assert.Contains("statement timeout", await Failed(), StringComparison.Ordinal);
        await slow;

        // The others need not wait for it: they can have come first.
        async Task<string> Failed()
        {
            for (var attempts = 0; ; attempts++)
            {
                if (await Sql.Run(billing.Database, SelectFailed) is string failed)
                    return failed;
                Assert.True(attempts < 300, "Nothing has failed.");
                await Task.Delay(200);
            }
        }

        async Task<Answer> Completed(string key)
        {
            for (var attempts = 0; ; attempts++)
            {
                var answer = await TopUp(key, "quick");
                if (answer.Status == 201)
                    return answer;
                Assert.True(attempts < 300, answer.Text);
                await Task.Delay(200);
            }
        }

        Task<Answer> TopUp(string key, string reference) => billing.Api.TopUp(
            key,
            new { ledger = "slow", destinationAccountId = wallet, amount = "1.00", currency = "USD", reference },
            ("Prefer", "wait=2"));
    }
}
