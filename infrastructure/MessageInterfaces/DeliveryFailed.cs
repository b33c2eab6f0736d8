namespace BillingEngine.Messaging;

/// <summary>
/// Tells a saga that a message it sent has failed for good and sits with the failed messages: it had no effect, and has
/// none unless an operator retries it. Sent to sagas that handle it.
/// </summary>
/// <param name="MessageType">Stable name of the failed message's contract.</param>
/// <param name="Reason">The exception's message.</param>
public sealed record DeliveryFailed(Guid MessageId, string MessageType, string Reason) : IMessage;
