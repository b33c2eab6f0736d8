using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Integration.Tests.Storage.Faults;

public sealed class When_a_unit_is_cancelled : FaultTest
{
    [Fact]
    public async Task Should_leave_no_transaction_open_behind_a_statement()
    {
        Extra.Text = () => "select pg_sleep(20)";

        await IsCancelled(SomeUnit());

        await GoesOn();
    }

    /// <summary>With much data it is the sending that is cancelled, with little the waiting for the answer.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(20_000)]
    public async Task Should_leave_no_transaction_open_behind_a_copy(int events)
    {
        var stream = Some.Id();
        await using var other = await Connect();
        await using var blocking = await other.BeginTransactionAsync();
        await using var insert = new NpgsqlCommand(
            "insert into events values (15, 1, $1, 1, 'a', '{}', '{}', now())", other);
        insert.Parameters.Add(new() { Value = stream });
        await insert.ExecuteNonQueryAsync();

        await IsCancelled(new UnitChanges
        {
            UnitId = Some.Id(),
            Leases = [Worker.Lease()],
            Events =
            [
                .. Enumerable.Range(1, events).Select(number => Some.Event(
                    Worker.Lease(), number, stream, number, $$"""{"filler":"{{new string('x', 500)}}"}""")),
            ],
        });

        await blocking.RollbackAsync();
        await GoesOn();
    }

    [Fact]
    public async Task Should_not_begin_when_the_token_is_cancelled_before() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Worker.Units.Commit(SomeUnit(), new CancellationToken(canceled: true)));

    [Fact]
    public async Task Should_read_on_after_a_cancelled_read()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Worker.Units.ReadWholeStream(Some.Id(), new CancellationToken(canceled: true)));

        await GoesOn();
    }

    async Task IsCancelled(UnitChanges unit)
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Worker.Units.Commit(unit, cancel.Token));
    }
}
