using System.Reflection;

namespace BillingEngine.Messaging.Handlers;

/// <summary>Calls one method of a handler or saga with one message.</summary>
delegate Task HandlerInvoker(object handler, object message, IMessageHandlerContext context);

/// <summary>
/// Finds what a class handles, once at start, and binds each method so that calling it needs no reflection.
/// </summary>
static class HandlerBinding
{
    static readonly MethodInfo BindHandle = Method(nameof(Handle));
    static readonly MethodInfo BindTimeout = Method(nameof(Timeout));

    /// <summary>The messages a handler or saga handles, in the order of their names.</summary>
    public static IReadOnlyList<(Type MessageType, HandlerInvoker Invoke)> HandlersOf(Type handlerType) =>
        Bind(handlerType, typeof(IHandleMessages<>), BindHandle);

    /// <summary>The timeouts a saga handles, in the order of their names.</summary>
    public static IReadOnlyList<(Type MessageType, HandlerInvoker Invoke)> TimeoutsOf(Type sagaType) =>
        Bind(sagaType, typeof(IHandleTimeouts<>), BindTimeout);

    /// <summary>
    /// The message types for which a class implements a generic interface, in the order of their names.
    /// </summary>
    public static Type[] MessageTypes(Type type, Type openInterface) =>
    [
        .. type.GetInterfaces()
            .Where(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == openInterface)
            .Select(closed => closed.GenericTypeArguments[0])
            .OrderBy(messageType => messageType.FullName, StringComparer.Ordinal),
    ];

    static (Type, HandlerInvoker)[] Bind(Type type, Type openInterface, MethodInfo bind) =>
    [
        .. MessageTypes(type, openInterface).Select(messageType =>
            (messageType, (HandlerInvoker)bind.MakeGenericMethod(type, messageType).Invoke(null, null)!)),
    ];

    static HandlerInvoker Handle<THandler, TMessage>() where THandler : class, IHandleMessages<TMessage> =>
        static (handler, message, context) => ((THandler)handler).Handle((TMessage)message, context);

    static HandlerInvoker Timeout<TSaga, TMessage>() where TSaga : class, IHandleTimeouts<TMessage> =>
        static (saga, message, context) => ((TSaga)saga).Timeout((TMessage)message, context);

    static MethodInfo Method(string name) =>
        typeof(HandlerBinding).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;
}
