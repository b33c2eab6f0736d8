using System.Net;
using System.Text;

namespace BillingEngine.Domain.Tests.Api;

public sealed class MalformedBodyTests(TestApi api) : IClassFixture<TestApi>
{
    static readonly string[] Paths =
        ["/v1/accounts", "/v1/transactions/topup", $"/v1/accounts/{Samples.WalletId}/activate"];

    public static TheoryData<string, string, string> Bodies => new()
    {
        { "only blanks", " \r\n\t ", "body" },
        { "no JSON", "hello", "body" },
        { "truncated after a name", "{\"amount\"", "body" },
        { "truncated in a text", "{\"amount\":\"10", "body" },
        { "truncated before the end", "{\"amount\":\"10.00\"", "body" },
        { "trailing garbage", "{} x", "body" },
        { "trailing object", "{}{}", "body" },
        { "trailing bracket", "{}]", "body" },
        { "trailing NUL", "{}\0", "body" },
        { "trailing comma", "{\"amount\":\"1\",}", "body" },
        { "comment", "{/* amount */}", "body" },
        { "line comment", "{} // amount", "body" },
        { "single quotes", "{'amount':'1'}", "body" },
        { "bare name", "{amount:\"1\"}", "body" },
        { "an array", "[]", "body" },
        { "an array of one", "[{}]", "body" },
        { "a text", "\"{}\"", "body" },
        { "a number", "1", "body" },
        { "null", "null", "body" },
        { "true", "true", "body" },
        { "NaN", "{\"amount\":NaN}", "body" },
        { "Infinity", "{\"amount\":Infinity}", "body" },
        { "leading zero", "{\"amount\":010}", "body" },
        { "leading plus", "{\"amount\":+1}", "body" },
        { "hexadecimal", "{\"amount\":0x10}", "body" },
        { "number with underscore", "{\"amount\":1_000}", "body" },
        { "raw NUL in a text", "{\"reference\":\"a\0b\"}", "body" },
        { "raw line feed in a text", "{\"reference\":\"a\nb\"}", "body" },
        { "bad escape", "{\"reference\":\"\\x41\"}", "body" },
        { "short escape", "{\"reference\":\"\\u12\"}", "body" },
        { "byte order mark", "\uFEFF{}", "body" },
        { "lone surrogate in a name", "{\"\\ud800\":1}", "body" },
        { "17 deep", "{\"metadata\":{\"a\":[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]}}", "body" },
        { "100,000 deep", new string('[', 100_000), "body" },
        { "duplicate", "{\"amount\":\"1\",\"amount\":\"2\"}", "amount" },
        { "duplicate with the same value", "{\"amount\":\"1\",\"amount\":\"1\"}", "amount" },
        { "duplicate by escape", "{\"amount\":\"1\",\"am\\u006funt\":\"2\"}", "amount" },
        { "duplicate of unknown", "{\"x\":1,\"x\":2}", "x" },
        { "duplicate within metadata", "{\"metadata\":{\"a\":[{\"b\":1,\"b\":2}]}}", "metadata.a[0].b" },
        { "two duplicates", "{\"a\":1,\"b\":1,\"a\":2,\"b\":2}", "a,b" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Should_refuse_a_malformed_body_on_every_operation(string name, string body, string field)
    {
        foreach (var path in Paths)
        {
            var answer = await api.Post(path, body, ("Idempotency-Key", "k"));

            Assert.True(HttpStatusCode.BadRequest == answer.Status, $"{name} at {path}: {answer.Text}");
            Assert.Equal("validation_failed", answer.Code);
            Assert.Equal(field, answer.Fields);
        }
    }

    [Theory]
    [InlineData("byte that begins nothing", "7B2261223A22FF227D")]
    [InlineData("continuation without a beginning", "7B2261223A2280227D")]
    [InlineData("overlong slash", "7B2261223A22C0AF227D")]
    [InlineData("encoded surrogate", "7B2261223A22EDA080227D")]
    [InlineData("above U+10FFFF", "7B2261223A22F4908080227D")]
    [InlineData("cut character", "7B2261223A22E282227D")]
    [InlineData("UTF-16", "FFFE7B007D00")]
    [InlineData("Latin-1", "7B2261223A22E9227D")]
    public async Task Should_refuse_bytes_that_are_not_UTF8(string name, string hex)
    {
        var answer = await api.Send(HttpMethod.Post, Paths[0], Convert.FromHexString(hex), "application/json");

        Assert.True(HttpStatusCode.BadRequest == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal("body must be valid UTF-8.", answer.Json.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Should_refuse_an_empty_body_where_one_is_due()
    {
        var answer = await api.Post(Paths[1], "", ("Idempotency-Key", "k"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("body", answer.Fields);
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("text", "text/plain")]
    [InlineData("form", "application/x-www-form-urlencoded")]
    [InlineData("XML", "application/xml")]
    [InlineData("merge patch", "application/merge-patch+json")]
    [InlineData("problem", "application/problem+json")]
    [InlineData("text JSON", "text/json")]
    [InlineData("another charset", "application/json; charset=utf-16")]
    [InlineData("Latin-1", "application/json; charset=iso-8859-1")]
    [InlineData("no media type", "json")]
    [InlineData("two", "application/json, text/plain")]
    public async Task Should_refuse_another_content_type(string name, string? contentType)
    {
        var answer = await api.Send(
            HttpMethod.Post, Paths[0], Encoding.UTF8.GetBytes(Samples.NewAccount()), contentType);

        Assert.True(HttpStatusCode.UnsupportedMediaType == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal("unsupported_media_type", answer.Code);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    [InlineData("Application/JSON")]
    public async Task Should_take_JSON_in_UTF8(string contentType)
    {
        var answer = await api.Send(
            HttpMethod.Post, Paths[0], Encoding.UTF8.GetBytes(Samples.NewAccount()), contentType);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate, gzip")]
    public async Task Should_refuse_a_compressed_body(string encoding)
    {
        var answer = await api.Post(Paths[0], Samples.NewAccount(), ("Content-Encoding", encoding));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_take_one_megabyte_and_refuse_a_byte_more(bool isChunked)
    {
        Assert.Equal(HttpStatusCode.Created, await PostOfSize(1024 * 1024, isChunked));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostOfSize((1024 * 1024) + 1, isChunked));
    }

    async Task<HttpStatusCode> PostOfSize(int size, bool isChunked)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Samples.NewAccount().PadRight(size)));
        using var request = new HttpRequestMessage(HttpMethod.Post, Paths[0]) { Content = content };
        content.Headers.ContentType = new("application/json");
        request.Headers.TransferEncodingChunked = isChunked;
        using var response = await api.Client.SendAsync(request);
        return response.StatusCode;
    }
}
