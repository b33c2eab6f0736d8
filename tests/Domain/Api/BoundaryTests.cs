using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BillingEngine.Domain.Tests.Api;

public sealed class BoundaryTests(TestApi api) : IClassFixture<TestApi>
{
    const string Head = "POST /v1/accounts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

    [Theory]
    [InlineData("/")]
    [InlineData("/v2/accounts")]
    [InlineData("/v1/account")]
    [InlineData("/v1/accounts/11111111-2222-4333-8444-555555555555/unknown")]
    [InlineData("/openapi/v2.json")]
    public async Task Should_answer_an_unknown_route_with_a_problem(string path)
    {
        var answer = await api.Get(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
        Assert.Equal("route_not_found", answer.Code);
        Assert.NotEqual("", answer.Json.GetProperty("traceId").GetString());
    }

    [Theory]
    [InlineData("DELETE", "/v1/accounts", "POST")]
    [InlineData("PUT", "/v1/transactions/topup", "POST")]
    [InlineData("POST", "/health/live", "GET")]
    [InlineData("POST", "/openapi/v1.json", "GET")]
    [InlineData("DELETE", "/v1/accounts/11111111-2222-4333-8444-555555555555", "GET")]
    public async Task Should_answer_a_wrong_method_with_a_problem(string method, string path, string allowed)
    {
        var answer = await api.Send(new HttpMethod(method), path, null, null);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.Status);
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
        Assert.Equal("method_not_allowed", answer.Code);
        Assert.Contains(allowed, answer.Header("Allow"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_show_what_is_inside_when_something_breaks()
    {
        api.Engine.Account = () => throw new InvalidOperationException("secret of the database");

        var answer = await api.Get($"/v1/accounts/{Samples.WalletId}", ("X-Correlation-Id", "mine"));

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Equal("internal_error", answer.Code);
        Assert.DoesNotContain("secret", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", answer.Text, StringComparison.Ordinal);
        Assert.Equal("mine", answer.Header("X-Correlation-Id"));
        api.Engine.Account = () => Samples.Account;
    }

    [Fact]
    public async Task Should_ask_to_come_again_when_the_database_is_away()
    {
        api.Engine.Account = () => throw new DatabaseAway();

        var answer = await api.Get($"/v1/accounts/{Samples.WalletId}");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal("unavailable", answer.Code);
        Assert.Equal("5", answer.Header("Retry-After"));
        api.Engine.Account = () => Samples.Account;
    }

    [Fact]
    public async Task Should_tell_that_it_lives_and_whether_it_is_ready()
    {
        Assert.Equal("""{"status":"live"}""", (await api.Get("/health/live")).Text);
        Assert.Equal(HttpStatusCode.OK, (await api.Get("/health/ready")).Status);

        api.Engine.IsHealthy = false;
        var answer = await api.Get("/health/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal(
            """{"status":"unready","checks":[{"name":"database","healthy":false,"detail":"PostgreSQL"},"""
            + """{"name":"worker","healthy":true,"detail":""}]}""",
            answer.Text);
        api.Engine.IsHealthy = true;
    }

    [Fact]
    public async Task Should_survive_a_caller_that_leaves_within_its_body()
    {
        for (var i = 0; i < 20; i++)
        {
            using var socket = await api.Connect();
            await socket.SendAsync(Encoding.ASCII.GetBytes(
                $"{Head}Content-Length: 100\r\n\r\n{{"));
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        Assert.Equal(HttpStatusCode.OK, (await api.Get("/health/live")).Status);
    }

    [Fact]
    public async Task Should_answer_a_body_in_pieces()
    {
        using var socket = await api.Connect();
        var body = Encoding.UTF8.GetBytes(Samples.NewAccount());
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"{Head}Connection: close\r\nContent-Length: {body.Length}\r\n\r\n"));
        foreach (var octet in body)
            await socket.SendAsync(new[] { octet });

        Assert.StartsWith("HTTP/1.1 201", await TestApi.ReadAll(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_answer_a_broken_chunk_with_a_problem()
    {
        using var socket = await api.Connect();
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"{Head}Transfer-Encoding: chunked\r\n\r\nZZ\r\n"));

        var text = await TestApi.ReadAll(socket);

        Assert.StartsWith("HTTP/1.1 400", text, StringComparison.Ordinal);
        Assert.Contains("malformed_request", text, StringComparison.Ordinal);
    }

    sealed class DatabaseAway : DbException
    {
        public override bool IsTransient => true;
    }
}
