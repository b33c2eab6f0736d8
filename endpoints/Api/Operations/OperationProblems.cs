using BillingEngine.Api.Answers;
using BillingEngine.Api.Requests;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Api.Operations;

/// <summary>What cannot be done with failed messages. The codes are published, and keep their meaning.</summary>
static class OperationProblems
{
    public const string EditChangesMoney = "edit_changes_money";
    public const string HeaderLocked = "header_locked";
    public const string ContractUnknown = "contract_unknown";

    public static Problem MessageNotFound(string id) => new(
        404, "message_not_found", "No such message", $"No failed message {Fields.Shown(id)} is on record.");

    public static Problem GroupNotFound(string id) => new(
        404, "group_not_found", "No such group", $"No failed message of a group {Fields.Shown(id)} is on record.");

    public static Problem Ambiguous(string id, IReadOnlyList<FailureKey> places)
    {
        var errors = new FieldErrors();
        foreach (var place in places)
            errors.Add("id", $"could be {place}");
        return new(
            409,
            "message_ambiguous",
            "The message has failed in several places",
            $"Message {id} has failed at more than one endpoint; name one of them, as {places[0]}.")
        {
            Errors = errors,
        };
    }

    /// <summary>A message cannot go where it is to from the status that it has; the code says which that is.</summary>
    public static Problem WrongStatus(FailureKey key, string status) => new(
        409,
        $"message_{status}",
        $"The message is {status}",
        $"Message {key} is {status} now, and nothing was changed. Look at it again.");

    public static Problem UnknownContract(string type) => new(
        422,
        ContractUnknown,
        "The type of the message is not known",
        $"{Fields.Shown(type)} is not a contract that this version knows, so an edit of it cannot be checked.");

    public static Problem ChangesMoney(FieldErrors errors) => new(
        422,
        EditChangesMoney,
        "The edit would change which money moves",
        $"What binds the message must stay what it was. {errors.Summary}")
    {
        Errors = errors,
    };

    public static Problem LockedHeader(FieldErrors errors) => new(
        422, HeaderLocked, "The edit would change a header that is locked", errors.Summary)
    {
        Errors = errors,
    };
}
