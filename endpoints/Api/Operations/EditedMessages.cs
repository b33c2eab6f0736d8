using System.Text;
using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>A failed message as it is to be delivered.</summary>
/// <param name="Headers">Without the marks of a redelivery.</param>
sealed record EditedMessage(byte[] Headers, byte[] Body, Guid? OrderKey);

/// <summary>Makes of a failed message and an edit what is to be delivered, or says what is wrong.</summary>
sealed class EditedMessages(IReplays replays)
{
    /// <summary>As a plain retry would deliver it.</summary>
    public EditedMessage Current(FailureDetail failure) => new(
        Encoding.UTF8.GetBytes(failure.Headers),
        failure.Body,
        OrderKeyOf(failure.Row.Type, failure.Body));

    /// <summary>One of the two is null.</summary>
    public (EditedMessage? Message, Problem? Refusal) Apply(FailureDetail failure, EditRequest edit)
    {
        if (!replays.Contracts.TryFind(failure.Row.Type, out var type))
            return (null, OperationProblems.UnknownContract(failure.Row.Type));
        var headers = HeaderEdits.Apply(failure.Headers, edit.Headers, out var locked);
        if (locked.Any)
            return (null, OperationProblems.LockedHeader(locked));
        if (Read(type, edit.Body, out var errors) is not { } edited)
            return (null, Problem.Invalid(errors));
        if (!IsInPlace(failure, type, edited))
            errors.Add("body", "must have the partition key that it had");
        foreach (var (field, message) in MoneyBinding.Violations(type, failure.Body, edited))
            errors.Add(field, message, OperationProblems.EditChangesMoney);
        if (errors.Any)
            return (null, OperationProblems.ChangesMoney(errors));
        var orderKey = (edited as IKeepOrder)?.PartitionKey;
        // It keeps its name, so an edit of what is in a form of the past is in that form too.
        var body = type.IsEarlier ? Encoding.UTF8.GetBytes(edit.Body.Value) : MoneyBinding.Write(type, edited);
        return (new(Redelivery.AsSent(headers), body, orderKey), null);
    }

    /// <summary>
    /// Whether it has the key of the partition where it failed, and is delivered again. Where the key that it had can
    /// be told, it is held against that one instead.
    /// </summary>
    bool IsInPlace(FailureDetail failure, MessageType type, object edited) =>
        edited is not IPartitioned { PartitionKey: var key }
        || edited is IConcernMoney
        || MoneyBinding.TryRead(type, failure.Body) is not null
        || replays.PartitionOf(failure.Row.Endpoint, key) == failure.Row.Key.Partition;

    Guid? OrderKeyOf(string type, byte[] body)
    {
        try
        {
            return replays.Contracts.TryFind(type, out var contract)
                ? (contract.Read(body) as IKeepOrder)?.PartitionKey
                : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    static object? Read(MessageType type, JsonText body, out FieldErrors errors)
    {
        errors = new();
        try
        {
            return type.Read(Encoding.UTF8.GetBytes(body.Value));
        }
        catch (JsonException e)
        {
            var path = e.Path is { Length: > 1 } at ? at[1..] : "";
            errors.Add(Fields.Shown($"body{path}"), RuleOf(type, e));
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            errors.Add("body", $"cannot be read as {type.Name}: {e.Message}");
        }

        return null;
    }

    static string RuleOf(MessageType type, JsonException e) =>
        e.Message.StartsWith("The JSON property '", StringComparison.Ordinal) ? $"is not a member of {type.Name}"
        : e.Message.IndexOf("including: ", StringComparison.Ordinal) is var at and > 0
            ? $"lacks {e.Message[(at + "including: ".Length)..].Split(". Path")[0].TrimEnd('.')}"
            : $"cannot be read as {type.Name} has it";
}
