using BillingEngine.Api.Events;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Log;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>In real time, in steps of milliseconds.</summary>
public sealed class EventFollowerTests : IAsyncLifetime
{
    static readonly LogPosition One = LogPosition.At(0, 1);

    readonly FakeEventLog _log = new();
    Task _looks = Task.CompletedTask;

    public EventFollowerTests() => Followers = new(_log, mostCallers: 1);

    CancellationTokenSource Stop { get; } = new();

    CancellationTokenSource Ending { get; } = new();

    EventFollowers Followers { get; }

    public Task InitializeAsync()
    {
        _looks = Task.Run(() => Followers.Run(Stop.Token));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await Stop.CancelAsync();
        await _looks;
        Followers.Dispose();
        Stop.Dispose();
        Ending.Dispose();
    }

    [Fact]
    public async Task Should_answer_at_once_what_is_there()
    {
        _log.Slice = new([], One, IsAtEnd: false);

        Assert.Equal(new Followed.Found(_log.Slice), await Follow(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Should_answer_as_soon_as_something_comes()
    {
        var waiting = Follow(TimeSpan.FromSeconds(30));
        await Waits();

        var slice = new LogSlice([], One, IsAtEnd: false);
        (_log.Slice, _log.Position) = (slice, One);
        Followers.LookSoon();

        Assert.Equal(new Followed.Found(slice), await waiting);
        Assert.Equal(0, Followers.Waiting);
    }

    [Fact]
    public async Task Should_notice_what_others_commit()
    {
        var waiting = Follow(TimeSpan.FromSeconds(30));
        await Waits();

        (_log.Slice, _log.Position) = (new([], One, IsAtEnd: false), One);

        Assert.IsType<Followed.Found>(await waiting);
    }

    [Fact]
    public async Task Should_not_read_again_until_the_log_has_moved()
    {
        await Follow(TimeSpan.FromSeconds(1));

        Assert.Equal(1, _log.Reads);
    }

    [Fact]
    public async Task Should_answer_where_it_is_when_nothing_that_is_wanted_has_come()
    {
        var waiting = Follow(TimeSpan.FromMilliseconds(800));
        await Waits();
        (_log.Slice, _log.Position) = (new([], One, IsAtEnd: true), One);

        Assert.Equal(One, Assert.IsType<Followed.Found>(await waiting).Slice.Next);
        Assert.Equal(2, _log.Reads);
    }

    [Fact]
    public async Task Should_not_let_any_number_wait()
    {
        var waiting = Follow(TimeSpan.FromSeconds(30));
        await Waits();

        Assert.IsType<Followed.TooMany>(await Follow(TimeSpan.FromSeconds(30)));
        Assert.IsType<Followed.Found>(await Follow(TimeSpan.Zero));

        await Ending.CancelAsync();
        Assert.IsType<Followed.Found>(await waiting);
        Assert.Equal(0, Followers.Waiting);
    }

    Task<Followed> Follow(TimeSpan wait) => Followers.Follow(
        new LogQuery(LogPosition.Start, EventTypes.All, LogScope.All, 10),
        wait,
        TimeProvider.System,
        Ending.Token,
        CancellationToken.None);

    async Task Waits()
    {
        while (Followers.Waiting == 0)
            await Task.Delay(1);
    }
}
