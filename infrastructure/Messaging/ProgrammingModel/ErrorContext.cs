namespace BillingEngine.Messaging.Transport;

/// <summary>A failure, as a recoverability policy sees it.</summary>
public sealed class ErrorContext
{
    internal ErrorContext(
        Exception exception,
        IncomingMessage message,
        string receiveAddress,
        int immediateFailures,
        int delayedDeliveries)
    {
        Exception = exception;
        Message = message;
        ReceiveAddress = receiveAddress;
        ImmediateProcessingFailures = immediateFailures;
        DelayedDeliveriesPerformed = delayedDeliveries;
    }

    public Exception Exception { get; }

    public IncomingMessage Message { get; }

    /// <summary>Where it failed, such as <c>accounts#17</c>.</summary>
    public string ReceiveAddress { get; }

    /// <summary>How often it has failed since it was last delivered, this time included.</summary>
    public int ImmediateProcessingFailures { get; }

    /// <summary>How often it has come back after a delay.</summary>
    public int DelayedDeliveriesPerformed { get; }
}

/// <summary>The message that failed.</summary>
public sealed class IncomingMessage
{
    readonly Lazy<IReadOnlyDictionary<string, string>> _headers;

    internal IncomingMessage(string messageId, Func<IReadOnlyDictionary<string, string>> headers)
    {
        MessageId = messageId;
        _headers = new(headers);
    }

    public string MessageId { get; }

    public IReadOnlyDictionary<string, string> Headers => _headers.Value;
}
