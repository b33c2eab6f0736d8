using BillingEngine.Messaging.Storage;

namespace BillingEngine.Integration.Tests.Storage;

public abstract class When_a_type_is_slowed_down(StoreUnderTest store) : StorageTest(store)
{
    public sealed class In_memory() : When_a_type_is_slowed_down(new InMemoryStore());

    public sealed class On_postgres() : When_a_type_is_slowed_down(new PostgresStore());

    [Fact]
    public async Task Should_let_the_line_go_when_it_is_over_and_nothing_else()
    {
        var later = TimeProvider.System.GetUtcNow().AddDays(2);
        TransportMessage[] line =
        [
            Some.Message(0, later) with { Kind = WaitKind.Throttled },
            Some.Message(1, later.AddSeconds(1)) with { Kind = WaitKind.Throttled },
        ];
        TransportMessage[] others =
        [
            Some.Message(0, later) with { Kind = WaitKind.Throttled, Type = "account.credit.v1" },
            Some.Message(0, later) with { Kind = WaitKind.Retry },
        ];
        var limit = new RateLimitChange(Some.Id(), TestWorker.Endpoint, line[0].Type, Failures: 3, Some.Time);
        await Commit(new()
        {
            UnitId = Some.Id(),
            Leases = [Lease],
            Outgoing = [.. line, .. others],
            RateLimits = [limit],
        });

        await Commit(new() { UnitId = Some.Id(), Leases = [Lease], RateLimits = [limit with { Failures = 0 }] });

        var tomorrow = TimeProvider.System.GetUtcNow().AddDays(1);
        var due = await Storage.Transport.Receive([0, 1], tomorrow, 1000, CancellationToken.None);
        Assert.Equal(
            line.Select(message => message.MessageId).Order(),
            due.Messages.Select(received => received.Message.MessageId).Order());
    }

    async Task Commit(UnitChanges changes) =>
        Assert.IsType<CommitOutcome.Committed>(await Worker.Units.Commit(changes, CancellationToken.None));
}
