using System.Diagnostics;

namespace BillingEngine.Messaging.Engine;

/// <summary>
/// Spans for OpenTelemetry, by its conventions for messaging. They exist while somebody listens to the source
/// <c>BillingEngine</c>; otherwise a message costs one question.
/// </summary>
static class EngineActivity
{
    public const string SourceName = "BillingEngine";

    static readonly ActivitySource Source = new(SourceName);

    public static Activity? Process(Envelope message, string endpoint)
    {
        if (!Source.HasListeners())
            return null;
        ActivityContext.TryParse(message.TraceParent, traceState: null, isRemote: true, out var parent);
        var activity = Source.StartActivity($"process {message.Type.Name}", ActivityKind.Consumer, parent);
        return activity?
            .SetTag("messaging.system", "billing")
            .SetTag("messaging.operation.type", "process")
            .SetTag("messaging.destination.name", endpoint)
            .SetTag("messaging.destination.partition.id", message.Partition)
            .SetTag("messaging.message.id", message.MessageId)
            .SetTag("messaging.message.conversation_id", message.ConversationId)
            .SetTag("billing.message_type", message.Type.Name);
    }

    public static void Fail(Activity? activity, Exception exception) =>
        activity?.SetStatus(ActivityStatusCode.Error, exception.Message).AddException(exception);
}
