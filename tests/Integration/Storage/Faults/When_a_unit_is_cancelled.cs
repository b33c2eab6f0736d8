namespace BillingEngine.Integration.Tests.Storage.Faults;

public sealed class When_a_unit_is_cancelled : FaultTest
{
    /// <summary>Once begun, a unit runs to its end: it blocks its worker's thread, bounded by the statement timeout.</summary>
    [Fact]
    public async Task Should_not_begin_and_leave_the_connection_usable()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Worker.Units.Commit(SomeUnit(), new CancellationToken(canceled: true)));

        await GoesOn();
    }
}
