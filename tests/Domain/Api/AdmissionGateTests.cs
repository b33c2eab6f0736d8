using BillingEngine.Api;
using BillingEngine.Api.Admission;

namespace BillingEngine.Domain.Tests.Api;

public sealed class AdmissionGateTests
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    readonly FakeEngine _engine = new();
    readonly ManualTime _clock = new();
    readonly AdmissionGate _gate;

    public AdmissionGateTests() => _gate = new AdmissionGate(
        _engine, new ApiOptions { Admission = new() { Floor = 100, Cap = 2_000, LookInterval = Look } }, _clock);

    [Fact]
    public void Should_let_a_burst_in_up_to_the_cap()
    {
        _engine.Waiting = 1_999;
        Assert.True(_gate.IsOpen());

        _engine.Waiting = 2_000;
        Assert.False(_gate.IsOpen());
    }

    [Fact]
    public void Should_close_when_the_engine_stands_still_and_open_when_it_has_done_its_work()
    {
        _engine.Waiting = 300;
        Pass(looks: 3);
        Assert.True(_gate.IsOpen());

        Pass(looks: 2);
        Assert.False(_gate.IsOpen());
        Assert.Equal(100, _gate.Limit);

        _engine.Waiting = 0;
        Assert.True(_gate.IsOpen());
    }

    [Fact]
    public void Should_keep_room_for_many_at_once_until_they_wait_in_the_engine()
    {
        var first = _gate.TryReserve(1_500);
        using var second = _gate.TryReserve(1_500);

        Assert.Equal(3_000, _gate.Waiting);
        Assert.Null(_gate.TryReserve(1));
        Assert.False(_gate.IsOpen());

        first!.Dispose();
        Assert.True(_gate.IsOpen());
    }

    [Fact]
    public void Should_let_in_more_at_once_than_may_wait_when_nothing_waits()
    {
        using var room = _gate.TryReserve(1_000_000);

        Assert.NotNull(room);
    }

    void Pass(int looks)
    {
        for (var look = 0; look < looks; look++)
        {
            _clock.Advance(Look);
            _gate.IsOpen();
        }
    }

    sealed class ManualTime : TimeProvider
    {
        long _ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
