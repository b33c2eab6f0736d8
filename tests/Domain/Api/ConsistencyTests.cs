using System.Net;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Domain.Tests.Api;

public class ConsistencyTests : TestApi
{
    static readonly string Balance = $"/v1/accounts/{Samples.Account.AccountId}/balance";

    [Fact]
    public async Task A_write_is_answered_with_its_position()
    {
        var answer = await Post(
            "/v1/transactions/transfer", MovementSamples.Movement(), ("Idempotency-Key", "k1"));

        Assert.Equal(Positions.Token, answer.Header("X-Position"));
    }

    [Fact]
    public async Task A_read_without_a_position_does_not_wait()
    {
        var answer = await Get(Balance);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Null(answer.Header("X-Position"));
        Assert.Null(Positions.Awaited);
    }

    [Fact]
    public async Task A_read_waits_until_what_it_reads_has_come_to_its_position()
    {
        var position = LogPosition.Of(new(0, 7), new(21, 4_711));

        var answer = await Get(Balance, ("X-Min-Position", position.ToString()));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal((null, position, TimeSpan.FromSeconds(2)), Positions.Awaited);
    }

    [Fact]
    public async Task A_read_may_say_how_long_it_waits()
    {
        await Get(Balance, ("X-Min-Position", LogPosition.At(1, 1).ToString()), ("Prefer", "wait=30"));

        Assert.Equal(TimeSpan.FromSeconds(30), Positions.Awaited!.Value.Limit);
    }

    [Fact]
    public async Task A_read_is_refused_when_its_position_is_not_reached()
    {
        Positions.IsReached = false;

        var answer = await Get(Balance, ("X-Min-Position", LogPosition.At(1, 1).ToString()));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "position_not_reached"), (answer.Status, answer.Code));
        Assert.Equal("1", answer.Header("Retry-After"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("not a position")]
    public async Task A_position_that_is_none_is_refused(string text)
    {
        var answer = await Get(Balance, ("X-Min-Position", text));

        Assert.Equal((HttpStatusCode.BadRequest, "X-Min-Position"), (answer.Status, answer.Fields));
    }
}
