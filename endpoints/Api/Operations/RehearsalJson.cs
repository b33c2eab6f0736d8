using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Messages;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Storage;
using BillingEngine.Messaging.Tracing;
using BillingEngine.Postgres.Operations;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Operations;

/// <summary>What would come of a failed message, as the API shows it.</summary>
sealed class RehearsalJson(IReplays replays, CurrencyRegistry currencies)
{
    const string Reply = "Reply";

    public Task Answer(HttpContext context, FailureRow failure, Rehearsal rehearsal) =>
        context.Answer(StatusCodes.Status200OK, (failure, rehearsal), Write);

    void Write(Utf8JsonWriter json, (FailureRow Failure, Rehearsal Rehearsal) content)
    {
        var (key, rehearsal) = (content.Failure.Key, content.Rehearsal);
        var own = rehearsal.Messages.FirstOrDefault(message => IsItself(message, key));
        json.WriteStartObject();
        json.WriteString("id", key.ToString());
        json.WriteBoolean("alreadyDone", IsAlreadyDone(rehearsal, own, key));
        json.WriteString("outcome", OutcomeOf(rehearsal, own));
        json.WriteString("fault", rehearsal.Fault);
        WriteMany(json, "events", rehearsal.Events, WriteEvent);
        WriteMany(
            json,
            "entries",
            rehearsal.Events.Select(e => (e.Stored.StreamId, Entry: EntryChange.Of(e.Event)))
                .Where(change => change.Entry is not null),
            (writer, change) => WriteEntry(writer, change.StreamId, change.Entry!.Value));
        WriteMany(json, "messages", rehearsal.Messages.Where(message => !IsItself(message, key)), WriteMessage);
        WriteMany(
            json,
            "sagas",
            rehearsal.Messages.SelectMany(message => message.Deliveries).SelectMany(delivery => delivery.Sagas),
            WriteSaga);
        json.WriteEndObject();
    }

    static bool IsItself(TracedMessage message, FailureKey key) =>
        message.MessageId == key.MessageId && message.Partition == key.Partition;

    /// <summary>
    /// A request that has its reply on record is not even taken up. A reply alone, to a saga that has ended as a
    /// rule, is nothing left to do.
    /// </summary>
    static bool IsAlreadyDone(Rehearsal rehearsal, TracedMessage? own, FailureKey key) => rehearsal.Fault is null
        && own?.Deliveries is not [.., { Outcome: not (StepOutcome.AlreadyDone or StepOutcome.Handled) }]
        && rehearsal.Events.Count == 0
        && !rehearsal.Messages.Any(message =>
            message.Deliveries.Any(delivery => delivery.Sagas.Count > 0)
            || (!IsItself(message, key) && message.Intent != Reply));

    static string OutcomeOf(Rehearsal rehearsal, TracedMessage? own) => own?.Deliveries is [.., var last]
        ? JsonNamingPolicy.CamelCase.ConvertName(last.Outcome.ToString())
        : rehearsal.Fault is null ? "alreadyDone" : "failed";

    static void WriteMany<TItem>(
        Utf8JsonWriter json, string name, IEnumerable<TItem> items, Action<Utf8JsonWriter, TItem> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
            write(json, item);
        json.WriteEndArray();
    }

    static void WriteEvent(Utf8JsonWriter json, CommittedEvent e)
    {
        json.WriteStartObject();
        json.WriteString("type", e.Stored.Type);
        json.WriteString("streamId", e.Stored.StreamId);
        json.WriteNumber("version", e.Stored.StreamVersion);
        WriteRaw(json, "data", e.Stored.Data.Span);
        json.WriteEndObject();
    }

    void WriteEntry(Utf8JsonWriter json, Guid accountId, in EntryChange entry)
    {
        var currency = currencies.TryFind(entry.Currency, out var known) ? known : null;
        json.WriteStartObject();
        json.WriteString("accountId", accountId);
        json.WriteString("transactionId", entry.TransactionId);
        json.WriteString("entry", entry.Name);
        json.WriteAmount("amount", entry.Amount, currency);
        json.WriteAmount("balanceAfter", entry.BalanceAfter, currency);
        json.WriteString("currency", entry.Currency);
        json.WriteEndObject();
    }

    void WriteMessage(Utf8JsonWriter json, TracedMessage message)
    {
        json.WriteStartObject();
        json.WriteString("messageId", message.MessageId);
        json.WriteString("type", message.Type);
        json.WriteString("endpoint", replays.EndpointOf(message.Partition));
        json.WriteString("intent", JsonNamingPolicy.CamelCase.ConvertName(message.Intent));
        json.WriteTimeOrNull("dueAt", message.DueAt);
        json.WriteString("outcome", message.Deliveries is [.., var last]
            ? JsonNamingPolicy.CamelCase.ConvertName(last.Outcome.ToString())
            : null);
        WriteRaw(json, "body", message.Body);
        json.WriteEndObject();
    }

    static void WriteSaga(Utf8JsonWriter json, TracedSaga saga)
    {
        json.WriteStartObject();
        json.WriteString("sagaId", saga.SagaId);
        json.WriteString("saga", saga.Saga);
        WriteRaw(json, "before", saga.Before);
        WriteRaw(json, "after", saga.After);
        json.WriteEndObject();
    }

    /// <summary>Null where there is nothing.</summary>
    static void WriteRaw(Utf8JsonWriter json, string name, ReadOnlySpan<byte> raw)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(raw.IsEmpty ? "null"u8 : raw, skipInputValidation: true);
    }
}
