namespace BillingEngine.Messaging.Persistence;

/// <summary>
/// Storage that commits together with the message being handled; each kind of storage opens it its own way.
/// </summary>
public interface ISynchronizedStorageSession;
