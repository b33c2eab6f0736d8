using BillingEngine.Api.Requests;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>Why a message waits.</summary>
enum WaitingKind
{
    Timeout,
    Deferred,
    Retry,
    Throttled,
    Parked,
}

/// <summary>Which messages that wait are meant: the same filters in a query and in a body.</summary>
static class WaitingFilter
{
    public static readonly string[] Names =
        ["kind", "type", "endpoint", "sagaId", "transactionId", "conversationId", "from", "to"];

    public static WaitingQuery FromQuery(HttpRequest request, FieldErrors errors) => new()
    {
        Kind = KindOf(QueryText.Find(request, "kind", errors), errors),
        Type = QueryText.Find(request, "type", errors),
        Endpoint = QueryText.Find(request, "endpoint", errors),
        SagaId = QueryId.Find(request, "sagaId", errors),
        TransactionId = QueryId.Find(request, "transactionId", errors),
        ConversationId = QueryId.Find(request, "conversationId", errors),
        From = QueryText.FindTime(request, "from", errors),
        To = QueryText.FindTime(request, "to", errors),
    };

    public static WaitingQuery FromBody(Fields body)
    {
        var query = new WaitingQuery
        {
            Kind = KindOf(body.OptionalText("kind", 20), body.Errors),
            Type = body.OptionalText("type", TextRules.MaxName),
            Endpoint = body.OptionalText("endpoint", TextRules.MaxName),
            SagaId = body.OptionalId("sagaId"),
            TransactionId = body.OptionalId("transactionId"),
            ConversationId = body.OptionalId("conversationId"),
            From = body.OptionalTime("from"),
            To = body.OptionalTime("to"),
        };
        body.AreValid();
        return query;
    }

    static WaitKind? KindOf(string? text, FieldErrors errors)
    {
        if (text is null)
            return null;
        foreach (var kind in Enum.GetValues<WaitingKind>())
        {
            if (text == NameOf(kind))
                return Enum.Parse<WaitKind>(kind.ToString());
        }

        errors.Add("kind", $"must be one of {string.Join(", ", Enum.GetValues<WaitingKind>().Select(NameOf))}");
        return null;
    }

    public static string NameOf(WaitingKind kind) => kind.ToString().ToLowerInvariant();
}

static class QueryId
{
    public static Guid? Find(HttpRequest request, string name, FieldErrors errors)
    {
        if (QueryText.Find(request, name, errors) is not { } text)
            return null;
        if (Uuid.TryParse(text, out var id))
            return id;
        errors.Add(name, "must be a UUID in its canonical form");
        return null;
    }
}
