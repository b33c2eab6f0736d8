namespace BillingEngine.Messaging;

/// <summary>Names of the headers on the wire, which are those of NServiceBus.</summary>
public static class Headers
{
    public const string MessageId = "NServiceBus.MessageId";
    public const string CorrelationId = "NServiceBus.CorrelationId";
    public const string ConversationId = "NServiceBus.ConversationId";
    public const string PreviousConversationId = "NServiceBus.PreviousConversationId";
    public const string RelatedTo = "NServiceBus.RelatedTo";
    public const string MessageIntent = "NServiceBus.MessageIntent";
    public const string EnclosedMessageTypes = "NServiceBus.EnclosedMessageTypes";
    public const string ContentType = "NServiceBus.ContentType";
    public const string ReplyToAddress = "NServiceBus.ReplyToAddress";
    public const string OriginatingEndpoint = "NServiceBus.OriginatingEndpoint";
    public const string OriginatingMachine = "NServiceBus.OriginatingMachine";
    public const string OriginatingAddress = "NServiceBus.OriginatingAddress";
    public const string ProcessingEndpoint = "NServiceBus.ProcessingEndpoint";
    public const string ProcessingMachine = "NServiceBus.ProcessingMachine";
    public const string ProcessingStarted = "NServiceBus.ProcessingStarted";
    public const string ProcessingEnded = "NServiceBus.ProcessingEnded";
    public const string TimeSent = "NServiceBus.TimeSent";
    public const string DeliverAt = "NServiceBus.DeliverAt";
    public const string TimeToBeReceived = "NServiceBus.TimeToBeReceived";
    public const string IsDeferredMessage = "NServiceBus.IsDeferredMessage";
    public const string NServiceBusVersion = "NServiceBus.Version";
    public const string DelayedRetries = "NServiceBus.Retries";
    public const string DelayedRetriesTimestamp = "NServiceBus.Retries.Timestamp";
    public const string ImmediateRetries = "NServiceBus.FLRetries";
    public const string SagaId = "NServiceBus.SagaId";
    public const string SagaType = "NServiceBus.SagaType";
    public const string OriginatingSagaId = "NServiceBus.OriginatingSagaId";
    public const string OriginatingSagaType = "NServiceBus.OriginatingSagaType";
    public const string IsSagaTimeoutMessage = "NServiceBus.IsSagaTimeoutMessage";
    public const string ControlMessageHeader = "NServiceBus.ControlMessage";
    public const string HostId = "$.diagnostics.hostid";
    public const string HostDisplayName = "$.diagnostics.hostdisplayname";

    // The trace context of the W3C is the engine's business; handlers read it from the current activity.
    internal const string TraceParent = "traceparent";
    internal const string TraceState = "tracestate";
    internal const string Baggage = "baggage";
}
