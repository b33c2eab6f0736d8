using System.Net;
using System.Text;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>What is around the items of POST /v1/transactions/bulk.</summary>
public sealed class BulkFrameTests(TestApi api) : IClassFixture<TestApi>
{
    const string Path = "/v1/transactions/bulk";

    [Theory]
    [InlineData("nothing", "", "body")]
    [InlineData("no JSON", "items", "body")]
    [InlineData("an array", "[]", "body")]
    [InlineData("a number", "7", "body")]
    [InlineData("no items", "{}", "items")]
    [InlineData("null items", """{"items":null}""", "items")]
    [InlineData("items of another kind", """{"items":{"type":"topup"}}""", "items")]
    [InlineData("empty items", """{"items":[]}""", "items")]
    [InlineData("items twice", """{"items":[1],"items":[2]}""", "items")]
    [InlineData("another member before", """{"x":{"y":[1]},"items":[1]}""", "x")]
    [InlineData("another member behind", """{"items":[1],"idempotencyKey":"k"}""", "idempotencyKey")]
    [InlineData("a case variant", """{"Items":[1],"items":[1]}""", "Items")]
    [InlineData("a member that is no text", """{"\ud800":1,"items":[1]}""", "body")]
    [InlineData("more behind the object", """{"items":[1]} {}""", "body")]
    [InlineData("a trailing comma", """{"items":[1,]}""", "body")]
    [InlineData("a comment", """{"items":[1/* one */]}""", "body")]
    [InlineData("a broken item", """{"items":[{"type":]}""", "body")]
    [InlineData("an open end", """{"items":[1]""", "body")]
    [InlineData("too deep", "DEEP", "body")]
    public async Task Should_refuse_the_whole(string name, string body, string field)
    {
        var deep = $$"""{"items":[{{new string('[', 70)}}{{new string(']', 70)}}]}""";

        var answer = await api.Post(Path, body == "DEEP" ? deep : body);

        Assert.True(HttpStatusCode.BadRequest == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal(field, answer.Fields);
    }

    [Theory]
    [InlineData("one", 1, 200)]
    [InlineData("as many as there may be", 1000, 200)]
    [InlineData("one more", 1001, 400)]
    public async Task Should_take_up_to_a_thousand(string name, int count, int status)
    {
        var answer = await api.Post(Path, MovementSamples.Bulk(Enumerable.Repeat(MovementSamples.Item(), count)));

        Assert.True(status == (int)answer.Status, name);
        Assert.True(status != 200 || api.Engine.Commands.Count == count, name);
    }

    [Theory]
    [InlineData("above the bound of other bodies", 2 * 1024 * 1024, 200)]
    [InlineData("just within", 4 * 1024 * 1024, 200)]
    [InlineData("just above", (4 * 1024 * 1024) + 1, 413)]
    public async Task Should_take_a_body_of_four_megabytes(string name, int length, int status)
    {
        var body = MovementSamples.Bulk(MovementSamples.Item());

        var padding = new string(' ', length - Encoding.UTF8.GetByteCount(body));

        var answer = await api.Post(Path, body[..^1] + padding + "}");

        Assert.True(status == (int)answer.Status, $"{name}: {answer.Text}");
    }

    [Fact]
    public async Task Should_not_take_what_is_no_JSON()
    {
        Assert.Equal(415, (int)(await api.Send(HttpMethod.Post, Path, "{}"u8.ToArray(), "text/plain")).Status);
        Assert.Equal(400, (int)(await api.Send(HttpMethod.Post, Path, [0x7B, 0xFF, 0x7D], "application/json")).Status);
    }
}
