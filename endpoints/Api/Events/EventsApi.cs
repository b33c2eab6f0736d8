namespace BillingEngine.Api.Events;

/// <summary>The event log, under /v1/events.</summary>
static class EventsApi
{
    public static void AddEvents(this IServiceCollection services)
    {
        services.AddSingleton<EventScopes>();
        services.AddSingleton<ReadEventsEndpoint>();
    }

    public static void MapEvents(this WebApplication app) =>
        app.Services.GetRequiredService<ReadEventsEndpoint>().Map(app);
}
