using BillingEngine.Postgres.Housekeeping;

namespace BillingEngine.Integration.Tests.Storage;

public sealed class When_failures_are_long_past : StorageTest
{
    static readonly DateTimeOffset Today = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset LongPast = Today - HandledFailures.Retention - TimeSpan.FromMinutes(1);

    readonly PostgresStore _store;

    public When_failures_are_long_past()
        : this(new PostgresStore())
    {
    }

    When_failures_are_long_past(PostgresStore store)
        : base(store) => _store = store;

    [Fact]
    public async Task Should_forget_those_that_were_done_in_the_end()
    {
        await Insert("resolved", LongPast);
        await Insert("resolved", LongPast.AddMinutes(2));

        await Sweep();

        Assert.Equal("resolved", await Messages());
        Assert.Equal(1L, await Run("select count(*) from message_edits"));
    }

    [Fact]
    public async Task Should_keep_for_ever_what_was_never_done()
    {
        foreach (var status in (string[])["failed", "retrying", "archived"])
            await Insert(status, LongPast);

        await Sweep();

        Assert.Equal("archived, failed, retrying", await Messages());
    }

    [Fact]
    public async Task Should_forget_operations_that_are_over()
    {
        foreach (var status in (string[])["running", "paused", "completed"])
            await Operation(status, LongPast, "done", $"'{Some.Id()}'");

        await Sweep();

        Assert.Equal(
            "paused 1, running 1",
            await Run("""
                select string_agg(status || ' ' || items.count, ', ' order by status) from retry_operations o,
                    lateral (select count(*) from retry_items i where i.operation_id = o.operation_id) items
                """));
        Assert.Equal(2L, await Run("select count(*) from retry_items"));
    }

    [Theory]
    [InlineData("running", "waiting")]
    [InlineData("paused", "done")]
    [InlineData("completed", "sent")]
    public async Task Should_keep_what_is_still_being_retried(string operation, string item)
    {
        await Insert("resolved", LongPast);
        await Operation(operation, Today, item, "(select message_id from failed_messages)");

        await Sweep();

        Assert.Equal("resolved", await Messages());
    }

    [Fact]
    public async Task Should_forget_what_an_operation_has_done_that_is_over()
    {
        await Insert("resolved", LongPast);
        await Operation("completed", Today, "done", "(select message_id from failed_messages)");

        await Sweep();

        Assert.Equal(DBNull.Value, await Messages());
    }

    Task<object?> Insert(string status, DateTimeOffset changedAt) => Run($"""
        with message as (
            insert into failed_messages (message_id, partition, endpoint, type, headers, body, exception_type,
                exception_message, exception, attempts, failed_at, status, changed_at)
            values ('{Some.Id()}', 0, 'accounts', 't', '{"{}"}', '', 'e', 'm', 's', 1, '{LongPast:O}', '{status}',
                '{changedAt:O}')
            returning message_id)
        insert into message_edits (message_id, partition, edited_by, reason, headers_before, body_before, headers_after,
            body_after)
        select message_id, 0, 'ann', 'r', '{"{}"}', '', '{"{}"}', '' from message
        """);

    Task<object?> Operation(string status, DateTimeOffset changedAt, string itemState, string messageId) => Run($"""
        with operation as (
            insert into retry_operations (operation_id, selection, status, ramp, rate_per_second, stop_at_share, total,
                created_by, changed_by, changed_at)
            values ('{Some.Id()}', '{"{}"}', '{status}', '{"{1}"}', 1, 0.5, 1, 'ann', 'ann', '{changedAt:O}')
            returning operation_id)
        insert into retry_items (operation_id, ordinal, message_id, partition, type, state)
        select operation_id, 1, {messageId}, 0, 't', '{itemState}' from operation
        """);

    Task<object?> Messages() => Run("select string_agg(status, ', ' order by status) from failed_messages");

    async Task Sweep() => Assert.True(await Sweeping.Sweep(await _store.ConnectionString(), Today));

    async Task<object?> Run(string sql) => await Embedded.Sql.Run(await _store.ConnectionString(), sql);
}
