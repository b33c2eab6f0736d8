using System.Net;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>What operators ask of failed messages, as far as it is read before the database is asked.</summary>
public sealed class FailureCallTests(TestApi api) : IClassFixture<TestApi>
{
    const string Message = "/v1/ops/messages/00000000-0000-4000-8000-000000000001.3";

    [Theory]
    [InlineData("messages?status=lost", "status")]
    [InlineData("messages?status=failed,", "status")]
    [InlineData("messages?state=failed", "state")]
    [InlineData("messages?accountId=7", "accountId")]
    [InlineData("messages?transactionId=7", "transactionId")]
    [InlineData("messages?groupId=7", "groupId")]
    [InlineData("messages?conversationId=7", "conversationId")]
    [InlineData("messages?from=yesterday", "from")]
    [InlineData("messages?to=2026-01-01", "to")]
    [InlineData("messages?text=", "text")]
    [InlineData("messages?type=a&type=b", "type")]
    [InlineData("messages?limit=0&cursor=7", "cursor,limit")]
    [InlineData("groups?status=open", "status")]
    [InlineData("groups?type=a", "type")]
    [InlineData("groups?cursor=7", "cursor")]
    [InlineData("groups/7?limit=1", "limit")]
    [InlineData("actions?who=anna", "who")]
    [InlineData("actions?cursor=x", "cursor")]
    public async Task Should_name_the_filter_that_is_wrong(string call, string fields)
    {
        var answer = await api.Get($"/v1/ops/{call}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(("validation_failed", fields), (answer.Code, answer.Fields));
    }

    [Theory]
    [InlineData($"{Message}/archive", "{}", "reason")]
    [InlineData($"{Message}/unarchive", """{"reason":""}""", "reason")]
    [InlineData($"{Message}/archive", """{"reason":"x","force":true}""", "force")]
    [InlineData("/v1/ops/groups/7/archive", "{}", "reason")]
    [InlineData("/v1/ops/groups/7/unarchive", "{}", "reason")]
    [InlineData("/v1/ops/messages/archive", """{"ids":[],"reason":"x"}""", "ids")]
    [InlineData("/v1/ops/messages/archive", """{"ids":"x","reason":"x"}""", "ids")]
    [InlineData("/v1/ops/messages/archive", """{"ids":[1,"x"],"reason":"x"}""", "ids[0],ids[1]")]
    [InlineData($"{Message}/edit-and-retry", "{}", "body,reason")]
    [InlineData($"{Message}/edit-and-retry", """{"body":{},"reason":"x","headers":[]}""", "headers")]
    [InlineData($"{Message}/edit-and-retry", """{"body":{},"reason":"x","headers":{"a":1}}""", "headers.a")]
    [InlineData($"{Message}/dry-run", """{"headers":{}}""", "body")]
    public async Task Should_name_the_member_that_is_wrong(string path, string body, string fields)
    {
        var answer = await api.Post(path, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(("validation_failed", fields), (answer.Code, answer.Fields));
    }

    [Fact]
    public async Task Should_take_1000_messages_and_no_more()
    {
        var ids = string.Join(',', Enumerable.Range(0, 1001).Select(index => $"\"{Guid.Empty}.{index}\""));

        var answer = await api.Post("/v1/ops/messages/archive", $$"""{"ids":[{{ids}}],"reason":"x"}""");

        Assert.Equal((HttpStatusCode.BadRequest, "ids"), (answer.Status, answer.Fields));
    }

    [Theory]
    [InlineData("messages")]
    [InlineData("messages?status=failed&status=archived,resolved&text=x&from=2026-01-01T00:00:00Z")]
    [InlineData("groups")]
    [InlineData("actions?actor=anna")]
    public async Task Should_say_that_the_database_is_away(string call)
    {
        var answer = await api.Get($"/v1/ops/{call}");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Should_not_know_what_is_no_id()
    {
        var answer = await api.Get("/v1/ops/messages/7");

        Assert.Equal((HttpStatusCode.NotFound, "message_not_found"), (answer.Status, answer.Code));
    }
}
