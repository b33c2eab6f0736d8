namespace BillingEngine.Messaging;

/// <summary>
/// A contract whose messages are handled strictly in the order of their arrival, key by key: while one of them has
/// failed, the later ones of its key are parked behind it, and they are released when it is done or given up. Ask for
/// it only where a message makes no sense before the one ahead of it: a failure holds up its whole key.
/// </summary>
public interface IKeepOrder : IPartitioned;
