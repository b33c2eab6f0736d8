namespace BillingEngine.Messaging.Engine;

/// <summary>
/// Stands still while a unit of work handles what it has taken on, and never goes back, whatever the system clock does.
/// In whole microseconds, which is what the store keeps.
/// </summary>
sealed class UnitClock(TimeProvider clock) : TimeProvider
{
    DateTimeOffset _now;

    public override DateTimeOffset GetUtcNow() => _now;

    public DateTimeOffset Advance()
    {
        var now = clock.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        if (now > _now)
            _now = now;
        return _now;
    }
}
