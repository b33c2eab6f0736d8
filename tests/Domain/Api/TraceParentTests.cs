using System.Diagnostics;
using BillingEngine.Api.Requests;

namespace BillingEngine.Domain.Tests.Api;

public sealed class TraceParentTests(TestApi api) : IClassFixture<TestApi>
{
    const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    const string SpanId = "b7ad6b7169203331";
    const string Valid = $"00-{TraceId}-{SpanId}-01";

    [Theory]
    [InlineData("as it is", Valid)]
    [InlineData("not recorded", $"00-{TraceId}-{SpanId}-00")]
    [InlineData("a flag of the future", $"00-{TraceId}-{SpanId}-03")]
    [InlineData("a version of the future", $"01-{TraceId}-{SpanId}-01")]
    [InlineData("a version of the future with more", $"cc-{TraceId}-{SpanId}-01-what")]
    public async Task Should_go_on_with_the_trace_of_the_caller(string name, string header)
    {
        var answer = await api.Post("/v1/transactions/topup", Samples.Topup(), Key, ("traceparent", header));

        Assert.True(TraceParent.TryParse(answer.Header("traceparent")!, out var context), name);
        Assert.Equal((TraceId, false), (context.TraceId.ToString(), context.SpanId.ToString() == SpanId));
        Assert.Equal(answer.Header("traceparent"), api.Engine.TraceParent);
        Assert.Equal(header.EndsWith("-00", StringComparison.Ordinal), context.TraceFlags == ActivityTraceFlags.None);
    }

    [Theory]
    [InlineData("none", null)]
    [InlineData("empty", "")]
    [InlineData("in words", "mine")]
    [InlineData("upper case", "00-0AF7651916CD43DD8448EB211C80319C-B7AD6B7169203331-01")]
    [InlineData("no trace id", $"00-00000000000000000000000000000000-{SpanId}-01")]
    [InlineData("no parent id", $"00-{TraceId}-0000000000000000-01")]
    [InlineData("forbidden version", $"ff-{TraceId}-{SpanId}-01")]
    [InlineData("more than version 00 has", $"00-{TraceId}-{SpanId}-01-what")]
    [InlineData("more without a dash", $"01-{TraceId}-{SpanId}-01what")]
    [InlineData("too short", $"00-{TraceId}-{SpanId}-0")]
    [InlineData("no hexadecimal digit", $"00-{TraceId}-{SpanId}-0g")]
    [InlineData("another dash", $"00_{TraceId}-{SpanId}-01")]
    [InlineData("one of the old kind", "|a000b421-5d183ab6.1.")]
    public async Task Should_begin_a_trace_of_its_own(string name, string? header)
    {
        var answer = header is null
            ? await api.Post("/v1/transactions/topup", Samples.Topup(), Key)
            : await api.Post("/v1/transactions/topup", Samples.Topup(), Key, ("traceparent", header));

        Assert.True(TraceParent.TryParse(answer.Header("traceparent")!, out var context), name);
        Assert.NotEqual(TraceId, context.TraceId.ToString());
        Assert.Equal(answer.Header("traceparent"), api.Engine.TraceParent);
    }

    [Fact]
    public async Task Should_begin_a_trace_of_its_own_where_two_are_given()
    {
        var text = await api.SendRaw("GET /health/live HTTP/1.1", $"traceparent: {Valid}", $"traceparent: {Valid}");

        Assert.Contains("traceparent: 00-", text, StringComparison.Ordinal);
        Assert.DoesNotContain(TraceId, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/accounts/7")]
    [InlineData("/nowhere")]
    public async Task Should_name_the_trace_in_a_problem(string path)
    {
        var answer = await api.Get(path, ("traceparent", Valid));

        Assert.Equal(TraceId, answer.Json.GetProperty("traceId").GetString());
    }

    static (string, string) Key => ("Idempotency-Key", "k");
}
