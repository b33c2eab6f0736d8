namespace BillingEngine.Api.Description;

/// <summary>
/// What /openapi/v1.json says of a route. Stands beside the route, so that neither is changed without the other.
/// </summary>
sealed class RouteDescription
{
    public string OperationId { get; private set; } = "";

    /// <summary>It changes nothing.</summary>
    public bool IsRead { get; init; }

    public string Summary { get; private set; } = "";

    public string Text { get; private set; } = "";

    public (Type Type, bool IsRequired)? Body { get; private set; }

    public IdempotencyKeyUse KeyUse { get; private set; }

    public bool HasActor { get; private set; }

    /// <summary>The caller may say how long it waits for the outcome.</summary>
    public bool CanWait { get; private set; }

    public List<(string Name, string Text, string? Format)> Query { get; } = [];

    /// <summary>The answer is a list that comes in pages.</summary>
    public bool IsPaged { get; private set; }

    /// <summary>
    /// The read model that it shows, which follows the log; null: what is shown is written with the events.
    /// </summary>
    public string? Model { get; private set; }

    public List<AnswerDescription> Succeeding { get; } = [];

    public IReadOnlyList<int> Refusing { get; private set; } = [];

    public RouteDescription Describes(string operationId, string summary, string text)
    {
        (OperationId, Summary, Text) = (operationId, summary, text);
        return this;
    }

    public RouteDescription Takes<TBody>(IdempotencyKeyUse keyUse, bool isBodyRequired = true)
    {
        (Body, KeyUse, CanWait) = ((typeof(TBody), isBodyRequired), keyUse, true);
        return this;
    }

    /// <summary>It is done when it is answered: there is nothing to wait for.</summary>
    public RouteDescription AnswersAtOnce()
    {
        CanWait = false;
        return this;
    }

    public RouteDescription RecordsActor()
    {
        HasActor = true;
        return this;
    }

    public RouteDescription TakesQuery(string name, string text, string? format = null)
    {
        Query.Add((name, text, format));
        return this;
    }

    public RouteDescription Reads(string model)
    {
        Model = model;
        return this;
    }

    public RouteDescription TakesPage()
    {
        IsPaged = true;
        return this;
    }

    public RouteDescription Answers<TBody>(int status, string text, ResponseHeaders headers = ResponseHeaders.None)
    {
        Succeeding.Add(new(status, text, typeof(TBody), headers));
        return this;
    }

    /// <summary>Answers with a text of another kind than JSON.</summary>
    public RouteDescription AnswersText(int status, string text, string contentType)
    {
        Succeeding.Add(new(status, text, Body: null, ResponseHeaders.None) { ContentType = contentType });
        return this;
    }

    /// <summary>The statuses of problems; 500 goes without saying.</summary>
    public RouteDescription Refuses(params int[] statuses)
    {
        Refusing = statuses;
        return this;
    }
}

/// <param name="Body">Its shape; null: it is a text.</param>
sealed record AnswerDescription(int Status, string Text, Type? Body, ResponseHeaders Headers)
{
    public string ContentType { get; init; } = "application/json";
}

enum IdempotencyKeyUse
{
    None,
    Optional,
    Required,
}

[Flags]
enum ResponseHeaders
{
    None = 0,
    Location = 1,
    Replayed = 2,
    Position = 4,
}

static class DescribedRoutes
{
    public static RouteDescription Get(this IEndpointRouteBuilder app, string pattern, RequestDelegate handler) =>
        Described(app.MapGet(pattern, handler), handler, isRead: true);

    public static RouteDescription Post(this IEndpointRouteBuilder app, string pattern, RequestDelegate handler) =>
        Described(app.MapPost(pattern, handler), handler);

    public static RouteDescription Patch(this IEndpointRouteBuilder app, string pattern, RequestDelegate handler) =>
        Described(app.MapPatch(pattern, handler), handler);

    public static RouteDescription Delete(this IEndpointRouteBuilder app, string pattern, RequestDelegate handler) =>
        Described(app.MapDelete(pattern, handler), handler);

    /// <summary>The method among the metadata is what makes the API explorer take notice of the route.</summary>
    static RouteDescription Described(
        IEndpointConventionBuilder route, RequestDelegate handler, bool isRead = false)
    {
        var description = new RouteDescription { IsRead = isRead };
        route.WithMetadata(handler.Method, description);
        return description;
    }
}
