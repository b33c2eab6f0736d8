using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>Requests to an engine in which too much waits: more than may wait at all.</summary>
public sealed class SheddingTests : IClassFixture<TestApi>, IDisposable
{
    const string Bulk = "/v1/transactions/bulk";

    readonly TestApi _api;

    public SheddingTests(TestApi api)
    {
        _api = api;
        api.Engine.Waiting = 1_000_000;
    }

    public void Dispose() => (_api.Engine.Waiting, _api.Engine.Callers) = (0, 0);

    [Fact]
    public async Task Should_say_so_before_the_body_has_come()
    {
        using var socket = await _api.Connect();
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            "POST /v1/transactions/topup HTTP/1.1\r\nHost: x\r\nX-Correlation-Id: mine\r\nIdempotency-Key: k\r\n"
            + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n"));

        var answer = await ReadHeadAndBody(socket);

        Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nRetry-After: 1\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Correlation-Id: mine\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Connection: close", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Should_answer_with_the_problem_that_it_always_was()
    {
        var shed = await _api.Post("/v1/accounts", Samples.NewAccount());
        _api.Engine.Waiting = 0;
        _api.Engine.AccountOutcome = new BillingEngine.Api.AccountOutcome.Overloaded();
        var told = await _api.Post("/v1/accounts", Samples.NewAccount());
        _api.Engine.AccountOutcome = new BillingEngine.Api.AccountOutcome.Accepted(Samples.Account, Replayed: false);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "overloaded"), (shed.Status, shed.Code));
        Assert.NotEqual("", shed.Json.GetProperty("traceId").GetString());
        Assert.Equal(WithoutTraceId(told), WithoutTraceId(shed));
        Assert.Equal(
            (told.Header("Content-Type"), told.Header("Retry-After")),
            (shed.Header("Content-Type"), shed.Header("Retry-After")));
        Assert.NotEqual("", shed.Header("X-Correlation-Id"));
    }

    [Theory]
    [InlineData("POST", "/v1/transactions/topup")]
    [InlineData("POST", Bulk)]
    [InlineData("POST", $"/v1/transactions/{Samples.TransactionId}/refund")]
    [InlineData("POST", $"/v1/accounts/{Samples.WalletId}/freeze")]
    [InlineData("PATCH", $"/v1/accounts/{Samples.WalletId}/limits")]
    [InlineData("POST", "/V1/transactions/topup")]
    public async Task Should_shed_whatever_may_change_something(string method, string path) =>
        Assert.Equal("overloaded", (await _api.Send(new(method), path, "{}"u8.ToArray(), "application/json")).Code);

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/openapi/v1.json")]
    [InlineData($"/v1/accounts/{Samples.WalletId}")]
    [InlineData($"/v1/transactions/{Samples.TransactionId}")]
    public async Task Should_still_tell_what_is(string path) =>
        Assert.Equal(HttpStatusCode.OK, (await _api.Get(path)).Status);

    [Fact]
    public async Task Should_still_be_operated() =>
        Assert.Equal("route_not_found", (await _api.Post("/v1/ops/anything", "{}")).Code);

    [Fact]
    public async Task Should_take_all_in_again_when_it_is_done()
    {
        Assert.Equal("overloaded", (await _api.Post("/v1/accounts", Samples.NewAccount())).Code);

        _api.Engine.Waiting = 0;

        Assert.Equal(HttpStatusCode.Created, (await _api.Post("/v1/accounts", Samples.NewAccount())).Status);
    }

    [Fact]
    public async Task Should_shed_when_too_many_callers_wait()
    {
        (_api.Engine.Waiting, _api.Engine.Callers) = (0, 1_000_000);

        Assert.Equal("overloaded", (await _api.Post("/v1/accounts", Samples.NewAccount())).Code);
    }

    static string WithoutTraceId(Answer answer) =>
        answer.Text.Replace(answer.Json.GetProperty("traceId").GetString()!, "", StringComparison.Ordinal);

    static async Task<string> ReadHeadAndBody(Socket socket)
    {
        var buffer = new byte[4096];
        var text = "";
        while (!text.EndsWith('}'))
        {
            var count = await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(30));
            Assert.True(count > 0, $"It closed after «{text}».");
            text += Encoding.ASCII.GetString(buffer, 0, count);
        }

        return text;
    }
}
