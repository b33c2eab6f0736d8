using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Postgres.Projections;

namespace BillingEngine.Api.Operations;

/// <summary>GET /v1/ops/projections</summary>
sealed class ReadProjectionsEndpoint(ReadModelWorkshop workshop)
{
    public void Map(IEndpointRouteBuilder app) => app.Get("/v1/ops/projections", GetProjections)
        .Describes("getProjections", "Read models", """
            All read models, and how far those are behind that follow the log in their own time. `billing projections`
            rebuilds and verifies them.
            """)
        .Answers<ProjectionsBody>(200, "The read models.")
        .Refuses(503);

    public async Task GetProjections(HttpContext context) => await context.Answer(
        StatusCodes.Status200OK,
        await workshop.List(context.RequestAborted),
        static (json, models) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var model in models)
                Write(json, model);
            json.WriteEndArray();
            json.WriteEndObject();
        });

    static void Write(Utf8JsonWriter json, ModelListing model)
    {
        json.WriteStartObject();
        json.WriteString("name", model.Name);
        json.WriteNumber("version", model.Version);
        json.WriteBoolean("isInline", model.IsInline);
        if (model.IsInline)
            json.WriteNumber("eventsBehind", 0);
        else if (model.Lag is { } lag)
            json.WriteNumber("eventsBehind", lag.Events);
        else
            json.WriteNull("eventsBehind");
        json.WriteNumber("secondsBehind", Math.Round(model.Lag?.Age.TotalSeconds ?? 0, 3));
        json.WriteString("stoppedBy", model.Lag?.Stopped);
        json.WriteEndObject();
    }
}
