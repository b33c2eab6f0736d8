using System.Net;
using BillingEngine.Api.Operations;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>What operators ask is read as strictly as what anybody asks: an unknown filter is none.</summary>
public sealed class OperatorQueryTests(TestApi api) : IClassFixture<TestApi>
{
    [Theory]
    [InlineData("timeouts?kind=message", "kind")]
    [InlineData("timeouts?sagaId=1&from=yesterday", "from,sagaId")]
    [InlineData("timeouts?kindd=retry", "kindd")]
    [InlineData("timeouts?cursor=x", "cursor")]
    [InlineData("sagas?stuck=maybe&olderThan=1h", "olderThan,stuck")]
    [InlineData("sagas?limit=0&status=x", "limit,status")]
    [InlineData("rate-limits?limit=1", "limit")]
    [InlineData("blocked-keys?key=x", "key")]
    public async Task Should_name_what_is_wrong_with_a_query(string path, string fields)
    {
        var answer = await api.Get($"/v1/ops/{path}");

        Assert.Equal((HttpStatusCode.BadRequest, fields), (answer.Status, answer.Fields));
    }

    [Theory]
    [InlineData("1/move", "{}", "dueAt,reason")]
    [InlineData("1/move", """{"dueAt":"2999-01-01T00:00:00Z","reason":"r"}""", "dueAt")]
    [InlineData("1/move", """{"dueAt":"2020-01-01T00:00:00Z","reason":"r","why":1}""", "why")]
    [InlineData("1/cancel", "{}", "reason")]
    [InlineData("move", """{"reason":"r"}""", "dueAt,ids")]
    [InlineData("move", """{"reason":"r","ids":[1],"filter":{},"shiftBy":"PT1H"}""", "ids")]
    [InlineData("move", """{"reason":"r","ids":[0],"shiftBy":"PT1H"}""", "ids")]
    [InlineData("move", """{"reason":"r","ids":[1],"shiftBy":"1h"}""", "shiftBy")]
    [InlineData("move", """{"reason":"r","filter":{"kindd":"retry"},"shiftBy":"PT1H"}""", "kindd")]
    [InlineData("move", """{"reason":"r","filter":{"kind":"message"},"shiftBy":"-PT1H"}""", "kind")]
    public async Task Should_name_what_is_wrong_with_a_change(string path, string body, string fields)
    {
        var answer = await api.Post($"/v1/ops/timeouts/{path}", body);

        Assert.Equal((HttpStatusCode.BadRequest, fields), (answer.Status, answer.Fields));
    }

    [Fact]
    public async Task Should_say_that_the_database_cannot_be_reached()
    {
        Assert.Equal("unavailable", (await api.Get("/v1/ops/timeouts")).Code);
        Assert.Equal("unavailable", (await api.Get("/v1/ops/sagas")).Code);
    }

    [Fact]
    public void Should_read_the_places_in_its_lists_that_it_has_written()
    {
        var due = new DueKey(Samples.At.AddTicks(10), 7);
        var age = new AgeKey(Samples.At.AddTicks(10), Guid.Parse(Samples.WalletId), 17);

        Assert.Equal(due, DueKey.Parse(due.ToString(null, null), null));
        Assert.Equal(age, AgeKey.Parse(age.ToString(null, null), null));
        Assert.False(DueKey.TryParse("9999999999999999999.1", null, out _));
        Assert.False(AgeKey.TryParse("1.x.1", null, out _));
    }
}
