using System.Text;

namespace BillingEngine.Integration.Tests.Host;

public sealed class When_rubbish_is_sent(RunningHost host) : IClassFixture<RunningHost>
{
    const string Wallet = "018f4e2a-7c1b-7d3e-9a52-1b2c3d4e5f60";

    static readonly string[] postRoutes =
    [
        "/v1/accounts", $"/v1/accounts/{Wallet}/activate", $"/v1/accounts/{Wallet}/close",
        $"/v1/accounts/{Wallet}/cards", $"/v1/accounts/{Wallet}/cards/{Wallet}/expire", "/v1/transactions/topup",
        "/v1/transactions/withdrawal", "/v1/nothing",
    ];

    static readonly string[] getRoutes =
    [
        "/v1/accounts?kind=%00", "/v1/accounts/%ff%fe", "/v1/accounts/../../etc/passwd", "/v1/accounts/1'--",
        $"/v1/accounts/{Wallet}/balance?at=yesterday", $"/v1/accounts/{Wallet}/balance?version=-1",
        "/v1/transactions?q=%00", "/v1/transactions/%22", "/v1/transactions/status/",
        "/v1/transactions/status/%F0%9F%92%B0", "/v1/transactions/status/x?ledger=%00",
        "/v1/transactions/status/x?ledger=a&ledger=b",
        "/v1/transactions/topup", "/v1/%2e%2e", "/openapi/v2.json", "/health", "//",
    ];

    static readonly string[] bodies =
    [
        "", " ", "null", "true", "0", "\"text\"", "[]", "{}", "{", "}", "{\"", "{\"a\":}", "{\"a\":1,}", "[1,2",
        "NaN", "Infinity",
        "{\"amount\":1}", "{\"amount\":\"1e2\"}", "{\"amount\":\"-0\"}", "{\"amount\":\"٣\"}", "{\"amount\":null}",
        "{\"amount\":\"1\",\"amount\":\"2\"}", "{\"currency\":\"usd\"}", "{\"currency\":\"ＵＳＤ\"}", "{\"kind\":7}",
        "{\"ledger\":\"\\u0000\"}", "{\"ledger\":\"\\ud800\"}", "{\"ownerId\":\"\\udfff\"}", "{\"metadata\":[]}",
        "{\"metadata\":{\"a\":{\"b\":{\"c\":{}}}}}", "{\"accountId\":\"00000000-0000-0000-0000-000000000000\"}",
        "{\"accountId\":\"{018f4e2a-7c1b-7d3e-9a52-1b2c3d4e5f60}\"}", "{\"$type\":\"System.Object\"}",
        "{\"__proto__\":{}}",
        "// comment\n{}", "{'ownerId':'x'}", "{\"kycLevel\":1e999}", "{\"kycLevel\":-1}", "{\"activate\":\"yes\"}",
        "{\"initialBalance\":\"99999999999999999999999999999999999999\"}", new string('[', 100_000),
        "{\"a\":" + new string('{', 70), "{\"" + new string('x', 70_000) + "\":1}", "\uFEFF{}",
    ];

    [Fact]
    public async Task Should_answer_every_body_on_every_route_with_a_problem()
    {
        foreach (var route in postRoutes)
        {
            foreach (var body in bodies.Select(Encoding.UTF8.GetBytes).Concat(Unreadable()))
                await IsProblem(HttpMethod.Post, route, ApiClient.Json(body), Encoding.Latin1.GetString(body));
        }

        Assert.Equal(200, (await host.Api.Get("/health/ready")).Status);
        await Books.AreRight(host.Database);
    }

    [Fact]
    public async Task Should_answer_every_path_with_a_problem()
    {
        foreach (var route in getRoutes)
            await IsProblem(HttpMethod.Get, route, body: null, "");
    }

    /// <summary>The server itself refuses such a path, before any of ours is asked.</summary>
    [Fact]
    public async Task Should_refuse_a_path_with_a_nul()
    {
        foreach (var route in new[] { "/v1/accounts/%00", "/v1/accounts/%00/activate", "/v1/transactions/status/%00" })
            Assert.Equal(400, (await host.Api.Get(route)).Status);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("TRACE")]
    [InlineData("BREW")]
    public async Task Should_answer_every_method_with_a_problem(string method)
    {
        foreach (var route in postRoutes)
            await IsProblem(new HttpMethod(method), route, body: null, "");
    }

    [Theory]
    [InlineData("Idempotency-Key", "")]
    [InlineData("Idempotency-Key", "a\tb")]
    [InlineData("X-Correlation-Id", "a\tb")]
    public async Task Should_answer_every_header_with_a_problem(string name, string value)
    {
        var text = $$"""{"destinationAccountId":"{{Wallet}}","amount":"1.00","currency":"USD"}""";
        await IsProblem(HttpMethod.Post, "/v1/transactions/topup", ApiClient.Json(text), name, (name, value));
    }

    [Fact]
    public async Task Should_answer_too_much_and_the_wrong_kind_with_a_problem()
    {
        var huge = ApiClient.Json(new byte[2 * 1024 * 1024]);
        var form = new FormUrlEncodedContent([new("amount", "1")]);

        // Asks first: who just sends may find the connection cut before the answer is read.
        Assert.Equal(413, (await IsProblem(
            HttpMethod.Post, "/v1/transactions/topup", huge, "huge", ("Expect", "100-continue"))).Status);
        Assert.Equal(415, (await IsProblem(HttpMethod.Post, "/v1/transactions/topup", form, "form")).Status);
    }

    static IEnumerable<byte[]> Unreadable() =>
    [
        [0x00], [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00], [0x1F, 0x8B, 0x08, 0x00],
        [0x7B, 0x22, 0xC3, 0x28, 0x22, 0x3A, 0x31, 0x7D],
        [0x7B, 0x22, 0xED, 0xA0, 0x80, 0x22, 0x3A, 0x31, 0x7D],
    ];

    async Task<Answer> IsProblem(
        HttpMethod method, string route, HttpContent? body, string sent, params (string Name, string Value)[] headers)
    {
        (string Name, string Value)[] key = headers.Length == 0 ? [("Idempotency-Key", "rubbish")] : headers;
        var answer = await host.Api.Send(method, route, body, key);
        var asked = $"{method} {route} {sent[..Math.Min(80, sent.Length)]}";
        var told = $"{asked}: {answer.Status} {answer.MediaType} {answer.Text}";
        Assert.True(answer.Status is >= 400 and < 500, told);
        Assert.True(answer.MediaType == "application/problem+json", told);
        Assert.True(answer.Json.TryGetProperty("code", out _), told);
        return answer;
    }
}
