using BillingEngine.Api.Admission;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>At most 0.3 s of work may wait, but 100 messages always may, and 4,000 at most.</summary>
public sealed class AdmissionPolicyTests
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    readonly AdmissionPolicy _policy = new(new AdmissionOptions
    {
        LongestWait = TimeSpan.FromMilliseconds(300), Floor = 100, Cap = 4_000,
    });

    [Theory]
    [InlineData("nothing to do", 0, 0, 0, 4_000)]
    [InlineData("few callers, each waiting for its answer", 20, 20, 400, 4_000)]
    [InlineData("as much as is done in 0.2 s", 1_000, 1_000, 500, 4_000)]
    [InlineData("as much as is done in 0.3 s", 1_500, 1_500, 500, 4_000)]
    [InlineData("a little more", 1_600, 1_600, 500, 1_500)]
    [InlineData("ten times more", 15_000, 15_000, 500, 1_500)]
    [InlineData("at half the rate", 1_500, 1_500, 250, 750)]
    [InlineData("hardly any is done", 1_000, 1_000, 1, 100)]
    [InlineData("nothing is done", 1_000, 1_000, 0, 100)]
    [InlineData("more is done than anybody may wait for", 6_000, 6_000, 1_900, 4_000)]
    [InlineData("a little is not done", 40, 40, 0, 4_000)]
    public void Should_let_wait_what_is_done_soon(string name, int before, int after, long taken, int expected)
    {
        var limit = After(_policy.First, looks: 10, new(Look, before, after, taken));

        Assert.True(expected == limit.Messages, $"{name}: {limit.Messages}");
    }

    [Fact]
    public void Should_not_shed_a_burst_before_its_first_messages_can_be_done()
    {
        var limit = _policy.After(_policy.First, new(Look, WaitingBefore: 0, WaitingAfter: 2_000, Taken: 0));
        limit = _policy.After(limit, new(Look, WaitingBefore: 2_000, WaitingAfter: 2_000, Taken: 0));
        limit = _policy.After(limit, new(Look, WaitingBefore: 2_000, WaitingAfter: 1_500, Taken: 500));
        limit = _policy.After(limit, new(Look, WaitingBefore: 1_500, WaitingAfter: 500, Taken: 1_000));

        Assert.Equal(4_000, limit.Messages);
    }

    [Fact]
    public void Should_see_through_a_worker_that_takes_much_at_once()
    {
        var limit = _policy.First;
        for (var look = 0; look < 40; look++)
            limit = _policy.After(limit, new(Look, 3_000, 3_000, look % 4 == 0 ? 2_000 : 0));

        Assert.InRange(limit.RatePerSecond, 4_000, 6_000);
        Assert.InRange(limit.Messages, 1_200, 1_800);
    }

    [Fact]
    public void Should_follow_a_rate_that_falls_and_rises()
    {
        var limit = After(_policy.First, looks: 50, new(Look, 3_000, 3_000, 500));
        Assert.Equal(1_500, limit.Messages);

        limit = After(limit, looks: 50, new(Look, 3_000, 3_000, 100));
        Assert.InRange(limit.Messages, 300, 310);

        limit = After(limit, looks: 50, new(Look, 3_000, 3_000, 500));
        Assert.InRange(limit.Messages, 1_480, 1_500);
    }

    [Fact]
    public void Should_open_by_a_tenth_with_each_look_when_all_is_done_in_time()
    {
        var closed = After(_policy.First, looks: 10, new(Look, 1_000, 1_000, 0));

        Assert.Equal(110, _policy.After(closed, new(Look, 50, 0, 50)).Messages);
        Assert.Equal(4_000, After(closed, looks: 45, new(Look, 50, 0, 50)).Messages);
    }

    [Fact]
    public void Should_open_after_a_long_time_in_which_nobody_asked()
    {
        var closed = After(_policy.First, looks: 10, new(Look, 1_000, 1_000, 0));

        Assert.Equal(4_000, _policy.After(closed, new(TimeSpan.FromSeconds(60), 1_000, 0, 1_000)).Messages);
    }

    AdmissionLimit After(AdmissionLimit limit, int looks, WorkloadSample seen)
    {
        for (var look = 0; look < looks; look++)
            limit = _policy.After(limit, seen);
        return limit;
    }
}
