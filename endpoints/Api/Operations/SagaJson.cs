using System.Text.Json;
using System.Xml;
using BillingEngine.Api.Answers;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>Sagas as the API shows them.</summary>
sealed class SagaJson(WaitingJson waiting)
{
    public void Write(Utf8JsonWriter json, OpenSaga saga)
    {
        json.WriteStartObject();
        WriteMembers(json, saga);
        json.WriteEndObject();
    }

    public void WriteDetail(
        Utf8JsonWriter json, (Guid Id, OpenSaga? Saga, IReadOnlyList<SagaStep> Steps, bool IsCut) content)
    {
        json.WriteStartObject();
        json.WriteString("sagaId", content.Id);
        json.WriteBoolean("isOpen", content.Saga is not null);
        json.WritePropertyName("saga");
        if (content.Saga is { } saga)
            Write(json, saga);
        else
            json.WriteNullValue();
        json.WriteStartArray("history");
        foreach (var step in content.Steps)
            WriteStep(json, step);
        json.WriteEndArray();
        json.WriteBoolean("historyIsCut", content.IsCut);
        json.WriteEndObject();
    }

    void WriteMembers(Utf8JsonWriter json, OpenSaga saga)
    {
        json.WriteString("sagaId", saga.SagaId);
        json.WriteString("type", saga.Saga);
        json.WriteString("correlation", saga.Correlation);
        json.WriteNumber("partition", saga.Partition);
        json.WriteString("endpoint", saga.Endpoint);
        json.WriteNumber("version", saga.Version);
        json.WriteTime("updatedAt", saga.UpdatedAt);
        json.WriteString("age", XmlConvert.ToString(TimeSpan.FromSeconds(Math.Floor(saga.Age.TotalSeconds))));
        json.WriteBoolean("isStuck", saga.StuckBecause is not null);
        json.WriteString("stuckBecause", saga.StuckBecause);
        json.WritePropertyName("data");
        json.WriteRawValue(saga.Data, skipInputValidation: true);
        json.WriteStartObject("waitsFor");
        json.WriteStartArray("queued");
        foreach (var message in saga.Waiting)
            waiting.Write(json, message);
        json.WriteEndArray();
        json.WriteStartArray("failed");
        foreach (var failure in saga.Failures)
            WriteFailure(json, failure);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteFailure(Utf8JsonWriter json, SagaFailure failure)
    {
        json.WriteStartObject();
        json.WriteString("id", failure.Key.ToString());
        json.WriteString("type", failure.Type);
        json.WriteString("endpoint", failure.Endpoint);
        json.WriteString("status", failure.Status);
        json.WriteString("exceptionMessage", failure.ExceptionMessage);
        json.WriteTime("failedAt", failure.FailedAt);
        json.WriteIdOrNull("conversationId", failure.ConversationId);
        json.WriteEndObject();
    }

    static void WriteStep(Utf8JsonWriter json, SagaStep step)
    {
        json.WriteStartObject();
        json.WriteTime("at", step.Delivery.Started);
        json.WriteString("messageId", step.Message.MessageId);
        json.WriteString("type", step.Message.Type);
        json.WriteBoolean("isTimeout", step.Message.IsTimeout);
        json.WriteBoolean("isReplay", step.Message.IsReplay);
        json.WriteChoice("outcome", step.Delivery.Outcome);
        WriteState(json, "before", step.Saga.Before);
        WriteState(json, "after", step.Saga.After);
        json.WriteEndObject();
    }

    static void WriteState(Utf8JsonWriter json, string name, byte[]? state)
    {
        json.WritePropertyName(name);
        if (state is null)
            json.WriteNullValue();
        else
            json.WriteRawValue(state, skipInputValidation: true);
    }
}
