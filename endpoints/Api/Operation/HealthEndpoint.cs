using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;

namespace BillingEngine.Api.Operation;

/// <summary>GET /health/live and GET /health/ready</summary>
sealed class HealthEndpoint(IReadiness readiness)
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.Get("/health/live", GetLive)
            .Describes("getLive", "Is the process alive?", "Restart it when this does not answer.")
            .Answers<LiveBody>(200, "It is.");
        app.Get("/health/ready", GetReady)
            .Describes("getReady", "Can requests be served?", "One entry per dependency and worker.")
            .Answers<ReadyBody>(200, "They can.")
            .Answers<ReadyBody>(503, "They cannot; send them elsewhere.");
    }

    public Task GetLive(HttpContext context) => context.Answer(StatusCodes.Status200OK, "live", static (json, status) =>
    {
        json.WriteStartObject();
        json.WriteString("status", status);
        json.WriteEndObject();
    });

    public async Task GetReady(HttpContext context)
    {
        var checks = await readiness.Check(context.RequestAborted);
        var isReady = checks.All(check => check.Healthy);
        await context.Answer(isReady ? 200 : 503, (isReady, checks), WriteReady);
    }

    static void WriteReady(
        Utf8JsonWriter json, (bool IsReady, IReadOnlyList<(string Name, bool Healthy, string Detail)> Checks) content)
    {
        json.WriteStartObject();
        json.WriteString("status", content.IsReady ? "ready" : "unready");
        json.WriteStartArray("checks");
        foreach (var (name, isHealthy, detail) in content.Checks)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteBoolean("healthy", isHealthy);
            json.WriteString("detail", detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
