using System.Text.Json;
using BillingEngine.Messaging.Engine;

namespace BillingEngine.Messaging.Tracing;

/// <summary>
/// What a message needs besides its body to be handled once more as it was the first time: who it is for, who asked,
/// and who waits for the reply. Sagas are written once in a row, and named by their number.
/// </summary>
sealed class TraceAddresses
{
    readonly List<(Guid Id, string Type)> _sagas = [];
    string? _correlation;

    public void Clear()
    {
        _sagas.Clear();
        _correlation = null;
    }

    public void Write(Utf8JsonWriter json, Envelope message)
    {
        // Messages of one conversation have the same one, so the first of a row tells it for all.
        if (message.CorrelationId != _correlation)
            json.WriteString("h"u8, _correlation = message.CorrelationId);
        WriteSaga(json, "u"u8, message.SagaId, message.SagaType);
        WriteSaga(json, "v"u8, message.OriginatingSagaId, message.OriginatingSagaType);
        if (WireHeaders.Address(message) is { } address)
            json.WriteString("f"u8, address);
        if (message.InReplyTo is { } original && original != message.RelatedTo)
            json.WriteString("o"u8, original);
        if (message.Request is not { } request)
            return;
        json.WriteStartArray("k"u8);
        json.WriteStringValue(request.RequestId);
        json.WriteStringValue(request.Fingerprint);
        json.WriteEndArray();
    }

    public void WriteSagas(Utf8JsonWriter json)
    {
        if (_sagas.Count == 0)
            return;
        json.WriteStartArray("w"u8);
        foreach (var (id, type) in _sagas)
        {
            json.WriteStringValue(id);
            json.WriteStringValue(type);
        }

        json.WriteEndArray();
    }

    /// <param name="row">The whole row; its steps are read one after the other.</param>
    public Dictionary<string, string> Read(JsonElement row, JsonElement step)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        _correlation = Text(step, "h") ?? _correlation;
        Add(headers, WireHeaders.CorrelationId, _correlation);
        AddSaga(headers, Headers.SagaId, Headers.SagaType, row, step, "u");
        AddSaga(headers, Headers.OriginatingSagaId, Headers.OriginatingSagaType, row, step, "v");
        var address = Text(step, "f");
        Add(headers, Headers.ReplyToAddress, address);
        Add(headers, Headers.OriginatingEndpoint, address?.Split('#')[0]);
        Add(headers, Headers.RelatedTo, Text(step, "c"));
        Add(headers, Headers.CorrelationId, Text(step, "o") ?? Text(step, "c"));
        Add(headers, Headers.IsSagaTimeoutMessage, step.TryGetProperty("z", out _) ? "True" : null);
        if (step.TryGetProperty("k", out var request))
            (headers[WireHeaders.RequestId], headers[WireHeaders.RequestFingerprint]) =
                (request[0].GetString()!, request[1].GetString()!);
        return headers;
    }

    void WriteSaga(Utf8JsonWriter json, ReadOnlySpan<byte> name, Guid? id, string? type)
    {
        if (id is null || type is null)
            return;
        var number = _sagas.IndexOf((id.Value, type));
        if (number < 0)
            _sagas.Add((id.Value, type));
        json.WriteNumber(name, number < 0 ? _sagas.Count - 1 : number);
    }

    static void AddSaga(
        Dictionary<string, string> headers, string id, string type, JsonElement row, JsonElement step, string name)
    {
        if (!step.TryGetProperty(name, out var number))
            return;
        var sagas = row.GetProperty("w");
        headers[id] = sagas[number.GetInt32() * 2].GetString()!;
        headers[type] = sagas[(number.GetInt32() * 2) + 1].GetString()!;
    }

    static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.GetString() : null;

    static void Add(Dictionary<string, string> headers, string name, string? value)
    {
        if (value is not null)
            headers[name] = value;
    }
}
