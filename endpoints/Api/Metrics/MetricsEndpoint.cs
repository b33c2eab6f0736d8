using System.Text;
using BillingEngine.Api.Description;

namespace BillingEngine.Api.Metrics;

/// <summary>GET /metrics</summary>
sealed class MetricsEndpoint(MetricsCollector collector)
{
    public void Map(IEndpointRouteBuilder app) => app.Get("/metrics", GetMetrics)
        .Describes("getMetrics", "Measurements", "What the process measures of itself, for Prometheus.")
        .AnswersText(200, "Prometheus' text exposition format, version 0.0.4.", "text/plain");

    public async Task GetMetrics(HttpContext context)
    {
        var text = Encoding.UTF8.GetBytes(collector.Write());
        context.Response.ContentType = MetricText.ContentType;
        context.Response.ContentLength = text.Length;
        await context.Response.Body.WriteAsync(text, context.RequestAborted);
    }
}
