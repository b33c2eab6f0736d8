using System.Text.Json;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Engine.Unit;
using BillingEngine.Messaging.Serialization;

namespace BillingEngine.Messaging.Tracing;

/// <summary>
/// Writes what a unit of work did of one conversation, as JSON with short names, which <see cref="TraceReader"/> reads:
/// there are many of these rows. Times are microseconds since the unit began.
/// </summary>
sealed class TraceWriter(SagaJson sagas)
{
    const int LongestError = 500;

    readonly Dictionary<Guid, ReadOnlyMemory<byte>> _lastStates = [];
    readonly TraceAddresses _addresses = new();

    public ReadOnlyMemory<byte> Write(TraceContent content, PayloadBuffer buffer)
    {
        _lastStates.Clear();
        _addresses.Clear();
        return buffer.Write((Writer: this, content), static (json, state) => state.Writer.Write(json, state.content));
    }

    void Write(Utf8JsonWriter json, TraceContent content)
    {
        json.WriteStartObject();
        json.WriteStartArray("s"u8);
        foreach (var step in content.Steps)
            WriteStep(json, step, content);
        json.WriteEndArray();
        var isFirst = true;
        foreach (var message in content.Sent)
        {
            if (isFirst)
                json.WriteStartArray("o"u8);
            isFirst = false;
            WriteSent(json, message);
        }

        if (!isFirst)
            json.WriteEndArray();
        _addresses.WriteSagas(json);
        json.WriteEndObject();
    }

    void WriteStep(Utf8JsonWriter json, TraceStep step, TraceContent content)
    {
        json.WriteStartObject();
        WriteMessage(json, step.Message);
        if (step.Message.TimeSent != content.At)
            json.WriteNumber("q"u8, Microseconds(step.Message.TimeSent - content.At));
        json.WriteNumber("b"u8, Microseconds(content.Clock.GetElapsedTime(content.Begun, step.Started)));
        json.WriteNumber("d"u8, Microseconds(step.Took));
        if (step.Outcome != StepOutcome.Handled)
            json.WriteNumber("r"u8, (int)step.Outcome);
        if (step.Attempts != 1)
            json.WriteNumber("a"u8, step.Attempts);
        if (step.Message.DelayedRetries > 0)
            json.WriteNumber("l"u8, step.Message.DelayedRetries);
        if (step.Events > 0)
            WriteEvents(json, content.Events[step.FirstEvent].Stored.Position, step.Events);
        if (step.Sagas.Count > 0)
            WriteSagas(json, step.Sagas, content.Scratch);
        if (step.Error is { } error)
            WriteError(json, error);
        if (content.KeepsBodies)
        {
            _addresses.Write(json, step.Message);
            WriteBody(json, step.Message, content.Scratch);
        }

        json.WriteEndObject();
    }

    static void WriteMessage(Utf8JsonWriter json, Envelope message)
    {
        json.WriteString("i"u8, message.MessageId);
        json.WriteString("t"u8, message.Type.Name);
        json.WriteNumber("p"u8, message.Partition);
        if (message.RelatedTo is { } cause)
            json.WriteString("c"u8, cause);
        else if (message.TraceParent is { } traceParent)
            json.WriteString("j"u8, traceParent);
        if (message.Intent != MessageIntent.Send)
            json.WriteNumber("n"u8, (int)message.Intent);
        if (message.IsReplay)
            json.WriteBoolean("y"u8, true);
        if (message.IsTimeout)
            json.WriteBoolean("z"u8, true);
    }

    static void WriteSent(Utf8JsonWriter json, Envelope message)
    {
        json.WriteStartObject();
        WriteMessage(json, message);
        if (message.DueAt is { } due)
            json.WriteString("w"u8, due.UtcDateTime);
        json.WriteEndObject();
    }

    static void WriteEvents(Utf8JsonWriter json, long firstPosition, int count)
    {
        json.WriteStartArray("e"u8);
        json.WriteNumberValue(firstPosition);
        json.WriteNumberValue(count);
        json.WriteEndArray();
    }

    void WriteSagas(Utf8JsonWriter json, IReadOnlyList<SagaChange> changes, PayloadBuffer scratch)
    {
        json.WriteStartArray("g"u8);
        foreach (var (found, now) in changes)
        {
            json.WriteStartObject();
            json.WriteString("i"u8, now.Id);
            json.WriteString("t"u8, now.Saga.Name);
            if (!_lastStates.TryGetValue(now.Id, out var before) && found?.Data is { } known)
            {
                before = sagas.Write(found.Saga, known, scratch);
                json.WritePropertyName("b"u8);
                json.WriteRawValue(before.Span, skipInputValidation: true);
            }

            if (now.Data is { } data)
                WriteState(json, before, _lastStates[now.Id] = sagas.Write(now.Saga, data, scratch));
            else
                _lastStates.Remove(now.Id);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Of a state that was there before, only what lies between common beginning and end.</summary>
    static void WriteState(Utf8JsonWriter json, ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        if (before.IsEmpty)
        {
            json.WritePropertyName("a"u8);
            json.WriteRawValue(after.Span, skipInputValidation: true);
            return;
        }

        var delta = TextDelta.Between(before.Span, after.Span);
        json.WriteStartArray("d"u8);
        json.WriteNumberValue(delta.Start);
        json.WriteNumberValue(delta.End);
        json.WriteStringValue(after.Span[delta.Start..^delta.End]);
        json.WriteEndArray();
    }

    static void WriteError(Utf8JsonWriter json, Exception error)
    {
        json.WriteStartArray("x"u8);
        json.WriteStringValue(error.GetType().FullName);
        json.WriteStringValue(error.Message.Length <= LongestError ? error.Message : error.Message[..LongestError]);
        json.WriteEndArray();
    }

    /// <summary>What cannot be written, or is no JSON, is left out: the trace must not fail the unit of work.</summary>
    static void WriteBody(Utf8JsonWriter json, Envelope message, PayloadBuffer scratch)
    {
        var body = message.Body;
        try
        {
            if (message.Message is { } known)
                body = scratch.Write(message.Type, known);
        }
        catch (Exception)
        {
            return;
        }

        if (body.IsEmpty || (message.Message is null && !IsJson(body)))
            return;
        json.WritePropertyName("m"u8);
        json.WriteRawValue(body.Span, skipInputValidation: true);
    }

    static bool IsJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var _ = JsonDocument.Parse(body);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;
}
