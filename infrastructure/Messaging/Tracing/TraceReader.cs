using System.Text;
using System.Text.Json;
using BillingEngine.Messaging.Engine;

namespace BillingEngine.Messaging.Tracing;

/// <summary>Puts the rows of a conversation together again, as <see cref="TraceWriter"/> wrote them.</summary>
public static class TraceReader
{
    /// <param name="rows">The time of each unit of work and what was written of it, in any order.</param>
    /// <returns>The messages in the order in which they were first taken up; those that wait come last.</returns>
    public static IReadOnlyList<TracedMessage> Read(IEnumerable<(DateTimeOffset At, ReadOnlyMemory<byte> Data)> rows)
    {
        var handled = new List<TracedMessage>();
        var sent = new List<TracedMessage>();
        foreach (var (at, data) in rows.OrderBy(row => row.At))
        {
            using var document = JsonDocument.Parse(data);
            var states = new Dictionary<Guid, byte[]>();
            var addresses = new TraceAddresses();
            foreach (var step in document.RootElement.GetProperty("s").EnumerateArray())
                handled.Add(Handled(step, at, states) with { Headers = addresses.Read(document.RootElement, step) });
            if (document.RootElement.TryGetProperty("o", out var outgoing))
                sent.AddRange(outgoing.EnumerateArray().Select(message => Sent(message, at)));
        }

        return [.. handled.Concat(sent).GroupBy(message => (message.MessageId, message.Partition)).Select(Merged)];
    }

    static TracedMessage Merged(IEnumerable<TracedMessage> mentions)
    {
        var all = mentions.ToList();
        return all[0] with
        {
            Body = all.Select(mention => mention.Body).FirstOrDefault(body => body is not null),
            Headers = all.Select(mention => mention.Headers).FirstOrDefault(headers => headers is not null),
            DueAt = all.Select(mention => mention.DueAt).LastOrDefault(due => due is not null),
            IsTimeout = all.Exists(mention => mention.IsTimeout),
            IsReplay = all.Exists(mention => mention.IsReplay),
            Sent = all.Min(mention => mention.Sent),
            Deliveries = [.. all.SelectMany(mention => mention.Deliveries).OrderBy(delivery => delivery.Started)],
        };
    }

    static TracedMessage Message(JsonElement json, DateTimeOffset at) => new(
        json.GetProperty("i").GetGuid(),
        json.GetProperty("t").GetString()!,
        json.GetProperty("p").GetInt32(),
        json.TryGetProperty("c", out var cause) ? cause.GetGuid() : null,
        ((MessageIntent)Number(json, "n", 0)).ToString(),
        json.TryGetProperty("y", out _),
        at + Time(Number(json, "q", 0)))
    {
        IsTimeout = json.TryGetProperty("z", out _),
        TraceParent = json.TryGetProperty("j", out var traceParent) ? traceParent.GetString() : null,
    };

    static TracedMessage Handled(JsonElement json, DateTimeOffset at, Dictionary<Guid, byte[]> states) =>
        Message(json, at) with { Body = Raw(json, "m"), Deliveries = [Delivery(json, at, states)] };

    static TracedMessage Sent(JsonElement json, DateTimeOffset at) => Message(json, at) with
    {
        DueAt = json.TryGetProperty("w", out var due) ? due.GetDateTimeOffset() : null,
    };

    static TracedDelivery Delivery(JsonElement json, DateTimeOffset at, Dictionary<Guid, byte[]> states)
    {
        var events = json.TryGetProperty("e", out var range) ? (range[0].GetInt64(), range[1].GetInt32()) : (0, 0);
        JsonElement[] changes = json.TryGetProperty("g", out var sagas) ? [.. sagas.EnumerateArray()] : [];
        var error = json.TryGetProperty("x", out var cause) ? cause : default;
        return new TracedDelivery(
            at + Time(Number(json, "b", 0)),
            Time(Number(json, "d", 0)),
            (StepOutcome)Number(json, "r", 0),
            (int)Number(json, "a", 1),
            (int)Number(json, "l", 0),
            events.Item1,
            events.Item2,
            [.. changes.Select(saga => Saga(saga, states))])
        {
            ErrorType = error.ValueKind is JsonValueKind.Array ? error[0].GetString() : null,
            ErrorMessage = error.ValueKind is JsonValueKind.Array ? error[1].GetString() : null,
        };
    }

    static TracedSaga Saga(JsonElement json, Dictionary<Guid, byte[]> states)
    {
        var id = json.GetProperty("i").GetGuid();
        var before = states.GetValueOrDefault(id) ?? Raw(json, "b");
        var after = Raw(json, "a");
        if (before is not null && json.TryGetProperty("d", out var delta))
            after = new TextDelta(delta[0].GetInt32(), delta[1].GetInt32())
                .Apply(before, Encoding.UTF8.GetBytes(delta[2].GetString()!));
        if (after is null)
            states.Remove(id);
        else
            states[id] = after;
        return new TracedSaga(id, json.GetProperty("t").GetString()!, before, after);
    }

    static byte[]? Raw(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? Encoding.UTF8.GetBytes(value.GetRawText()) : null;

    static long Number(JsonElement json, string name, long otherwise) =>
        json.TryGetProperty(name, out var value) ? value.GetInt64() : otherwise;

    static TimeSpan Time(long microseconds) => TimeSpan.FromMicroseconds(microseconds);
}
