using BillingEngine.Messaging.Engine;

namespace BillingEngine.Domain.Tests.Sagas;

/// <summary>A clock that stands still until it is put forward.</summary>
sealed class HandClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>Identities that are the same in each run.</summary>
sealed class CountedIds(int source) : IRandomSource
{
    long _last;

    public Guid NextId() => new(source, 0, 0, BitConverter.GetBytes(++_last));

    public double NextFraction() => 0.5;
}
