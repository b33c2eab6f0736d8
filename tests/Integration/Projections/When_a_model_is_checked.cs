using BillingEngine.Integration.Tests.ReadModels;

namespace BillingEngine.Integration.Tests.Projections;

public class When_a_model_is_checked
{
    [Fact]
    public async Task Should_find_nothing_wrong_while_money_moves_on()
    {
        await using var models = await ModelsUnderTest.Start(seed: 41);
        await using var following = models.Follow();
        var living = models.Live(seed: 42);

        await models.AssertAllAreWhatTheEventsSay();

        await living;
        await models.AssertAllAreWhatTheEventsSay();
    }

    [Theory]
    [InlineData(
        "accounts", "update accounts set balance = balance + 0.01 where account_id = $", "account_id", "balance")]
    [InlineData(
        "transactions",
        "update transactions set status = 'voided' where transaction_id = $",
        "transaction_id",
        "status")]
    [InlineData("ledger_entries", "delete from ledger_entries where account_id = $", "account_id", "missing")]
    public async Task Should_name_the_first_row_that_differs(
        string model, string damage, string key, string expected)
    {
        await using var models = await ModelsUnderTest.Start(seed: 43);
        var first = (await Rows.Texts(models.Database, $"select {key}::text from {model} order by {key} limit 1"))[0];
        await Rows.Execute(models.Database, damage.Replace("$", $"'{first}'", StringComparison.Ordinal));

        var verdict = await models.Workshop.Check(model, ModelsUnderTest.Nobody, CancellationToken.None);

        var text = Assert.IsType<string>(verdict.Difference?.ToString());
        Assert.Contains(first, text, StringComparison.Ordinal);
        Assert.Contains(expected, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_find_a_row_that_no_event_tells_of()
    {
        await using var models = await ModelsUnderTest.Start(seed: 44);
        await Rows.Execute(
            models.Database,
            """
            insert into cards (card_id, account_id, ledger, status, expires_at, created_at, updated_at)
            values (gen_random_uuid(), gen_random_uuid(), 'main', 'active', now(), now(), now())
            """);

        var verdict = await models.Workshop.Check("cards", ModelsUnderTest.Nobody, CancellationToken.None);

        Assert.Null(verdict.Difference?.Made);
        Assert.NotNull(verdict.Difference?.Live);
    }

    [Fact]
    public async Task Should_leave_nothing_behind()
    {
        await using var models = await ModelsUnderTest.Start(seed: 45);

        await models.Workshop.Check("accounts", ModelsUnderTest.Nobody, CancellationToken.None);

        Assert.Equal(
            0,
            await Rows.Count(
                models.Database,
                """
                select (select count(*) from pg_namespace where nspname like 'check%')
                    + (select count(*) from projection_checkpoints where build = 'check')
                """));
    }
}
