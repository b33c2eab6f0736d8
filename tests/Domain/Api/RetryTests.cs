using System.Net;
using System.Text;
using System.Text.Json;
using BillingEngine.Api.Operations.Retries;
using BillingEngine.Postgres.Operations;
using BillingEngine.Postgres.Operations.Retries;

namespace BillingEngine.Domain.Tests.Api;

public sealed class RetryTests(TestApi api) : IClassFixture<TestApi>
{
    const string Id = "aaaaaaaa-0000-4000-8000-000000000001";

    static readonly RetryOperation retry = new(
        Guid.Parse(Id), """{"all":true}""", "stopped", "1 of 1 failed again.", [1, 10, 100], Stage: 0, 100, 0.2m, 1,
        Samples.At, "ada", "the bank is back", Samples.At, "engine", new RetryCounts(0, 0, 0, 0, 1, 0));

    static readonly RetryItem item = new(
        1, new FailureKey(Guid.Parse(Id), 7), "account.debit.v1", "failed", "already_done", Samples.At, null);

    [Theory]
    [InlineData("{}", "ids")]
    [InlineData("""{"all":false}""", "ids")]
    [InlineData("""{"all":true,"groupId":"aaaaaaaa-0000-4000-8000-000000000001"}""", "ids")]
    [InlineData("""{"ids":[]}""", "ids")]
    [InlineData("""{"ids":["nonsense"]}""", "ids")]
    [InlineData("""{"ids":[1]}""", "ids")]
    [InlineData("""{"all":true,"ramp":[0]}""", "ramp")]
    [InlineData("""{"all":true,"ramp":[1,2,3,4,5,6,7,8,9,10,11]}""", "ramp")]
    [InlineData("""{"all":true,"ratePerSecond":0}""", "ratePerSecond")]
    [InlineData("""{"all":true,"ratePerSecond":10001}""", "ratePerSecond")]
    [InlineData("""{"all":true,"stopAtShare":1.1}""", "stopAtShare")]
    [InlineData("""{"all":true,"reason":""}""", "reason")]
    [InlineData("""{"filter":{"accountId":"x","from":"now","more":1}}""", "filter.accountId,filter.from,filter.more")]
    [InlineData("""{"filter":[]}""", "filter")]
    public async Task Should_refuse_what_selects_or_paces_wrongly(string body, string fields)
    {
        var answer = await api.Post("/v1/ops/retries", body);

        Assert.Equal((HttpStatusCode.BadRequest, fields), (answer.Status, answer.Fields));
    }

    [Theory]
    [InlineData("/v1/ops/retries?limit=0", "limit")]
    [InlineData("/v1/ops/retries?cursor=x", "cursor")]
    [InlineData("/v1/ops/retries?state=failed", "state")]
    [InlineData($"/v1/ops/retries/{Id}/items?state=lost", "state")]
    public async Task Should_refuse_a_list_that_there_is_not(string path, string fields)
    {
        var answer = await api.Get(path);

        Assert.Equal((HttpStatusCode.BadRequest, fields), (answer.Status, answer.Fields));
    }

    [Theory]
    [InlineData("/v1/ops/messages/nonsense/retry", "{}", "message_not_found")]
    [InlineData($"/v1/ops/messages/{Id}/retry", "{}", "message_not_found")]
    [InlineData($"/v1/ops/conversations/x/messages/{Id}/replay", """{"reason":"r"}""", "message_not_found")]
    [InlineData("/v1/ops/retries/nonsense/pause", "{}", "retry_not_found")]
    public async Task Should_not_find_what_cannot_be(string path, string body, string code)
    {
        var answer = await api.Post(path, body);

        Assert.Equal((HttpStatusCode.NotFound, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Should_ask_for_the_reason_of_a_replay()
    {
        var answer = await api.Post($"/v1/ops/conversations/{Id}/messages/{Id}/replay", "{}");

        Assert.Equal((HttpStatusCode.BadRequest, "reason"), (answer.Status, answer.Fields));
    }

    [Fact]
    public void Should_show_how_a_retry_stands()
    {
        var shown = Shown(json => RetryJson.Write(json, retry));

        Assert.Equal(("stopped", "failed"), (Text(shown, "status"), Text(shown, "outcome")));
        Assert.Equal((1, 1), (shown.GetProperty("stage").GetInt32(), shown.GetProperty("failureShare").GetInt32()));
        Assert.Equal("alreadyDone", Text(Shown(json => RetryJson.WriteItem(json, item)), "state"));
    }

    [Fact]
    public async Task Should_describe_all_that_it_shows()
    {
        var schemas = (await api.Get("/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas");

        Assert.Equal(Members(schemas, "Retry"), Names(Shown(json => RetryJson.Write(json, retry))));
        var itemSchema = schemas.GetProperty("RetryItems").GetProperty("properties")
            .GetProperty("items").GetProperty("items");
        Assert.Equal(
            Names(itemSchema.GetProperty("properties")), Names(Shown(json => RetryJson.WriteItem(json, item))));
    }

    static string Members(JsonElement schemas, string name) =>
        Names(schemas.GetProperty(name).GetProperty("properties"));

    static string Names(JsonElement json) => string.Join(' ', json.EnumerateObject().Select(member => member.Name));

    static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    static JsonElement Shown(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            write(json);
        return JsonElement.Parse(Encoding.UTF8.GetString(stream.ToArray()));
    }
}
