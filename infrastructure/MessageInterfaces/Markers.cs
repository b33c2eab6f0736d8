namespace BillingEngine.Messaging;

/// <summary>Marks a message contract. Use <see cref="ICommand"/> or <see cref="IEvent"/> unless it is a reply.</summary>
public interface IMessage;

/// <summary>Marks an order: sent to the one endpoint that carries it out.</summary>
public interface ICommand : IMessage;

/// <summary>Marks a past fact: published to every endpoint that subscribes to it.</summary>
public interface IEvent : IMessage;
