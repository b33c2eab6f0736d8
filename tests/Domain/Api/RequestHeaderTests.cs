using System.Net;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Api;

public sealed class RequestHeaderTests(TestApi api) : IClassFixture<TestApi>
{
    const string Path = "/v1/transactions/topup";

    [Theory]
    [InlineData("one character", "k")]
    [InlineData("punctuation", "a/b?c=d&e%20\"'<>~")]
    [InlineData("a blank inside", "order 7")]
    [InlineData("255 characters", "LONG255")]
    public async Task Should_take_an_idempotency_key_by_header_or_member(string name, string key)
    {
        key = LongValues.Expand(key)!.Trim(key.StartsWith("LONG", StringComparison.Ordinal) ? '"' : '\0');
        var expected = DeterministicId.Request("main", key);

        await api.Post(Path, Samples.Topup(), ("Idempotency-Key", key));
        Assert.True(expected == Assert.IsType<RequestTopup>(api.Engine.Command).TransactionId, name);

        var escaped = System.Text.Json.JsonEncodedText.Encode(key);
        await api.Post(Path, Samples.Topup("idempotencyKey", $"\"{escaped}\""));
        Assert.True(expected == Assert.IsType<RequestTopup>(api.Engine.Command).TransactionId, name);
    }

    [Fact]
    public async Task Should_require_a_key_where_money_moves()
    {
        var answer = await api.Post(Path, Samples.Topup());

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("idempotency_key_missing", answer.Code);
        Assert.Equal("Idempotency-Key", answer.Fields);
    }

    [Theory]
    [InlineData("empty", "")]
    [InlineData("256 characters", "LONG256")]
    [InlineData("beyond ASCII", "schlüssel")]
    [InlineData("emoji", "🔑")]
    [InlineData("tab inside", "a\tb")]
    public async Task Should_refuse_a_bad_key(string name, string key)
    {
        key = LongValues.Expand(key)!;

        var answer = await api.Post(Path, Samples.Topup(), ("Idempotency-Key", key));

        Assert.True(HttpStatusCode.BadRequest == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal("validation_failed", answer.Code);
        Assert.Equal("Idempotency-Key", answer.Fields);
    }

    [Fact]
    public async Task Should_refuse_a_key_that_is_given_twice()
    {
        var text = await api.SendRaw(
            "POST /v1/accounts HTTP/1.1", "Content-Type: application/json", "Idempotency-Key: a", "Idempotency-Key: b");

        Assert.StartsWith("HTTP/1.1 400", text, StringComparison.Ordinal);
        Assert.Contains("\"Idempotency-Key\":[\"must be given once\"]", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_take_the_same_key_by_header_and_member()
    {
        var answer = await api.Post(Path, Samples.Topup("idempotencyKey", "\"k\""), ("Idempotency-Key", "k"));

        Assert.Equal(HttpStatusCode.Created, answer.Status);
    }

    [Theory]
    [InlineData("/v1/accounts")]
    [InlineData(Path)]
    public async Task Should_refuse_different_keys_by_header_and_member(string path)
    {
        var body = path == Path
            ? Samples.Topup("idempotencyKey", "\"a\"")
            : Samples.NewAccount("idempotencyKey", "\"a\"");

        var answer = await api.Post(path, body, ("Idempotency-Key", "A"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("idempotencyKey", answer.Fields);
    }

    [Theory]
    [InlineData("plain", "abc-123")]
    [InlineData("with blanks", "a b c")]
    [InlineData("one character", "~")]
    [InlineData("128 characters", "x128")]
    public async Task Should_take_over_a_correlation_id(string name, string id)
    {
        id = id == "x128" ? new string('x', 128) : id;

        var answer = await api.Post(Path, Samples.Topup(), ("Idempotency-Key", "k"), ("X-Correlation-Id", id));

        Assert.True(id == answer.Header("X-Correlation-Id"), name);
        Assert.Equal(id, api.Engine.CorrelationId);
    }

    [Theory]
    [InlineData("empty", "")]
    [InlineData("129 characters", "x129")]
    [InlineData("beyond ASCII", "ünïcode")]
    [InlineData("tab inside", "a\tb")]
    public async Task Should_refuse_a_bad_correlation_id_and_make_one(string name, string id)
    {
        id = id == "x129" ? new string('x', 129) : id;

        foreach (var path in new[] { "/health/live", $"/v1/accounts/{Samples.WalletId}", "/nowhere" })
        {
            var answer = await api.Get(path, ("X-Correlation-Id", id));

            Assert.True(HttpStatusCode.BadRequest == answer.Status, $"{name} at {path}: {answer.Text}");
            Assert.Equal("X-Correlation-Id", answer.Fields);
            Assert.Matches("^[0-9a-f]{32}$", answer.Header("X-Correlation-Id"));
        }
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/nowhere")]
    [InlineData("/v1/accounts/7")]
    [InlineData("/v1/transactions/topup")]
    [InlineData("/openapi/v1.json")]
    public async Task Should_return_a_correlation_id_on_every_answer(string path)
    {
        Assert.Matches("^[0-9a-f]{32}$", (await api.Get(path)).Header("X-Correlation-Id"));
        Assert.Equal("mine", (await api.Get(path, ("X-Correlation-Id", "mine"))).Header("X-Correlation-Id"));
    }

    [Theory]
    [InlineData("nothing said", null, 2)]
    [InlineData("a wait", "wait=10", 10)]
    [InlineData("no wait", "wait=0", 0)]
    [InlineData("the longest wait", "wait=30", 30)]
    [InlineData("longer than the longest", "wait=31", 30)]
    [InlineData("do not wait", "respond-async", 0)]
    [InlineData("in capitals", "Respond-Async", 0)]
    [InlineData("wait, then do not", "respond-async, wait=5", 5)]
    [InlineData("in other company", "handling=lenient; x=1, wait=7", 7)]
    [InlineData("quoted", "wait=\"3\"", 3)]
    [InlineData("not a number: passed over", "wait=soon", 2)]
    [InlineData("below zero: passed over", "wait=-1", 2)]
    [InlineData("beyond all numbers: passed over", "wait=99999999999", 2)]
    [InlineData("not known: passed over", "return=minimal", 2)]
    public async Task Should_wait_as_preferred(string name, string? preference, int seconds)
    {
        (string, string)[] headers = preference is null
            ? [("Idempotency-Key", "k")]
            : [("Idempotency-Key", "k"), ("Prefer", preference)];

        await api.Post(Path, Samples.Topup(), headers);

        Assert.True(TimeSpan.FromSeconds(seconds) == api.Engine.Wait, $"{name}: {api.Engine.Wait}");
    }
}
