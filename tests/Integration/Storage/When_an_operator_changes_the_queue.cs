using BillingEngine.Messaging.Storage;
using Npgsql;

namespace BillingEngine.Integration.Tests.Storage;

/// <summary>A row of the queue is taken back or moved after the worker has received it and before it commits.</summary>
public sealed class When_an_operator_changes_the_queue() : StorageTest(new PostgresStore())
{
    [Theory]
    [InlineData("delete from queue where sequence = $1")]
    [InlineData("update queue set due_at = due_at + interval '1 hour' where sequence = $1")]
    public async Task Should_refuse_the_unit_and_name_the_message(string change)
    {
        await Storage.Transport.Send([Some.Message(0), Some.Message(0)], CancellationToken.None);
        var received = await Queued(0);
        await Execute(change, received[1].Receipt.Sequence);
        var changes = new UnitChanges
        {
            UnitId = Some.Id(),
            Leases = [Lease],
            Events = Some.Events(Lease, Some.Id(), 1, 1),
            Consumed = [.. received.Select(message => message.Receipt)],
        };

        var outcome = await Worker.Units.Commit(changes, CancellationToken.None);

        Assert.Equal([received[1].Receipt], Assert.IsType<CommitOutcome.Withdrawn>(outcome).Receipts);
        Assert.Empty(await Log());
        Assert.Contains(received[0].Message.MessageId, (await Queued(0)).Select(row => row.Message.MessageId));
    }

    async Task Execute(string sql, long sequence)
    {
        await using var pool = NpgsqlDataSource.Create(await ((PostgresStore)Store).ConnectionString());
        await using var command = pool.CreateCommand(sql);
        command.Parameters.Add(new() { Value = sequence });
        await command.ExecuteNonQueryAsync();
    }
}
