using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Log;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>Has in the log what a test puts there.</summary>
sealed class FakeEventLog : IEventLog
{
    public LogSlice? Slice { get; set; } = new([], LogPosition.Start, IsAtEnd: true);

    public LogPosition Position { get; set; }

    public LogQuery? Asked { get; private set; }

    public int Reads { get; private set; }

    public Task<LogPosition> End(CancellationToken ct) => Task.FromResult(Position);

    public Task<LogSlice?> Read(LogQuery query, CancellationToken ct)
    {
        Asked = query;
        Reads++;
        return Task.FromResult(Slice);
    }
}
