namespace BillingEngine.Messaging.Engine;

/// <summary>Who sent the message that started a saga, and so gets its reply. Kept in the saga's data as text.</summary>
abstract record Originator
{
    const string RequestPrefix = "request/";

    /// <summary>A handler or a saga: <c>transactions#17</c>, <c>transactions#17/TopupSaga/2f…</c>.</summary>
    public sealed record Sender(string Address, string? SagaType, Guid? SagaId) : Originator;

    /// <summary>A caller outside, who knows the reply by the request: <c>request/2f…/fingerprint</c>.</summary>
    public sealed record Caller(RequestIdentity Request) : Originator;

    /// <summary>Null when nobody expects a reply.</summary>
    public static string? Of(Envelope envelope)
    {
        if (envelope.Request is { } request)
            return $"{RequestPrefix}{request.RequestId}/{request.Fingerprint}";
        var address = WireHeaders.Address(envelope);
        return address is null || envelope.OriginatingSagaId is not { } saga
            ? address
            : $"{address}/{envelope.OriginatingSagaType}/{saga}";
    }

    public static Originator Parse(string text)
    {
        var parts = text.Split('/', 3);
        return (text.StartsWith(RequestPrefix, StringComparison.Ordinal), parts) switch
        {
            (true, [_, var id, var print]) => new Caller(new RequestIdentity(GivenId.Parse(id, "request"), print)),
            (false, [var address]) => new Sender(address, SagaType: null, SagaId: null),
            (false, [var address, var type, var id]) => new Sender(address, type, GivenId.Parse(id, "saga")),
            _ => throw new InvalidOperationException($"'{text}' tells no originator of a saga."),
        };
    }
}
