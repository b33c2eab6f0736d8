using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Api.Consistency;

/// <summary>
/// Writes are answered with the position up to which the log tells of them; a read that names a position waits until
/// what it reads shows it.
/// </summary>
sealed class ReadConsistency(RequestDelegate next, IReadPositions positions)
{
    public const string PositionHeader = "X-Position";
    public const string MinPositionHeader = "X-Min-Position";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public Task InvokeAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.OnStarting(AddPosition, (context.Response, positions));
            return next(context);
        }

        return context.GetEndpoint()?.Metadata.GetMetadata<RouteDescription>() is { } route
            ? Read(context, route.Model)
            : next(context);
    }

    static Task AddPosition(object state)
    {
        var (response, positions) = ((HttpResponse, IReadPositions))state;
        response.Headers[PositionHeader] = positions.Token;
        return Task.CompletedTask;
    }

    async Task Read(HttpContext context, string? model)
    {
        var named = context.Request.Headers[MinPositionHeader];
        if (named.Count == 0)
        {
            if (model is not null)
                await positions.CatchUp(model, context.RequestAborted);
            await next(context);
        }
        else if (named is not [{ } text] || !LogPosition.TryParse(text, out var position))
            await context.Answer(Problem.Invalid(
                MinPositionHeader, $"must be the {PositionHeader} of an answer, and be given once"));
        else if (await positions.Reaches(
            model, position, Preference.Wait(context.Request, Patience), context.RequestAborted))
            await next(context);
        else
            await context.Answer(Problem.PositionNotReached(model));
    }
}
