using System.Data.Common;
using System.Diagnostics;
using BillingEngine.Api.Admission;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Requests;
using BillingEngine.Postgres;
using Microsoft.AspNetCore.Connections;

namespace BillingEngine.Api;

/// <summary>
/// Around every request: gives it its trace and its correlation id, sheds it when there is too much to do, and sees to
/// it that whatever goes wrong is answered as a problem.
/// </summary>
sealed partial class RequestBoundary(
    RequestDelegate next, AdmissionGate gate, AdmissionMetrics metrics, ILogger<RequestBoundary> logger)
{
    static readonly Func<ILogger, string, IDisposable?> CorrelationScope =
        LoggerMessage.DefineScope<string>("correlation_id: {correlation_id}");

    public async Task InvokeAsync(HttpContext context)
    {
        using var trace = TraceParent.Begin(context.Request);
        context.Response.Headers[TraceParent.Header] = Activity.Current?.Id;
        var isValid = CorrelationId.TryTake(context.Request, out var correlationId);
        context.Features.Set(correlationId);
        context.Response.Headers[CorrelationId.Header] = correlationId.Value;
        if (AdmissionGate.Concerns(context.Request) && !gate.IsOpen())
        {
            metrics.Shed();
            OverloadedAnswer.Give(context);
            return;
        }

        using var scope = CorrelationScope(logger, correlationId.Value);

        if (isValid)
            await Guard(context);
        else
            await context.Answer(Problem.Invalid(CorrelationId.Header, CorrelationId.Rule));
    }

    async Task Guard(HttpContext context)
    {
        try
        {
            await next(context);
            if (ProblemOfBareStatus(context) is { } problem)
                await context.Answer(problem);
        }
        catch (Exception e) when (IsDisconnect(e, context))
        {
            // The caller has gone: there is nobody to answer, and what it asked for goes on where it is durable.
        }
        catch (BadHttpRequestException e)
        {
            await AnswerFault(context, Problem.Malformed(e.StatusCode, e.Message), e);
        }
        catch (DbException e) when (e.IsTransient || PostgresStorage.IsUnavailable(e))
        {
            Log.Unreachable(logger, e.Message, context.TraceId());
            await AnswerFault(context, Problem.Unavailable(), e);
        }
        catch (Exception e)
        {
            Log.Unexpected(logger, context.Request.Method, context.Request.Path, context.TraceId(), e);
            await AnswerFault(context, Problem.Internal(), e);
        }
    }

    static bool IsDisconnect(Exception e, HttpContext context) => e is ConnectionResetException
        || (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested);

    /// <summary>Routing itself answers with a status and nothing else.</summary>
    static Problem? ProblemOfBareStatus(HttpContext context) => context.Response switch
    {
        { HasStarted: true } or { ContentType: not null } => null,
        { StatusCode: 404 } => Problem.RouteNotFound(),
        { StatusCode: 405 } => Problem.MethodNotAllowed(context.Request.Method),
        _ => null,
    };

    static Task AnswerFault(HttpContext context, Problem problem, Exception cause)
    {
        // Half an answer is out already: cutting the connection is the only way left to say that it is not whole.
        if (context.Response.HasStarted)
            throw new InvalidOperationException("The answer had been begun when the request failed.", cause);
        context.Response.Clear();
        context.Response.Headers[CorrelationId.Header] = context.CorrelationId();
        context.Response.Headers[TraceParent.Header] = Activity.Current?.Id;
        return context.Answer(problem);
    }

    static partial class Log
    {
        [LoggerMessage(100, LogLevel.Error, "{method} {path} failed, trace {trace_id}")]
        public static partial void Unexpected(ILogger logger, string method, string path, string trace_id, Exception e);

        [LoggerMessage(101, LogLevel.Warning, "The database does not answer ({reason}), trace {trace_id}")]
        public static partial void Unreachable(ILogger logger, string reason, string trace_id);
    }
}
