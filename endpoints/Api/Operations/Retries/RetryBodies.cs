using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using BillingEngine.Api.Description;

namespace BillingEngine.Api.Operations.Retries;

// Shapes for /openapi/v1.json only, as those of the folder Description.

[Description("Selects failed messages by exactly one of ids, groupId, all and filter, and says how to go about them.")]
sealed record StartRetryBody
{
    [Description("Failed or resolved messages, each as messageId.partition."), MinLength(1), MaxLength(1000)]
    public IReadOnlyList<string>? Ids { get; init; }

    [Description("All failed messages of a group.")]
    public Guid? GroupId { get; init; }

    [Description("True: all failed messages."), DefaultValue(false)]
    public bool? All { get; init; }

    [Description("The failed messages that all of this holds for.")]
    public RetryFilterBody? Filter { get; init; }

    [Description("Never faster."), Range(1, RetryRequest.MaxRate), DefaultValue(100)]
    public int? RatePerSecond { get; init; }

    [Description("How many are tried in each stage, by default 1, 10 and 100; then all the rest."), MaxLength(10)]
    public IReadOnlyList<int>? Ramp { get; init; }

    [Description("It stops when a greater share of what has ended has failed again."), Range(0, 1), DefaultValue(0.2)]
    public double? StopAtShare { get; init; }

    [Description(Texts.Reason), MinLength(1), MaxLength(1000)]
    public string? Reason { get; init; }
}

[Description("Which failed messages.")]
sealed record RetryFilterBody
{
    [Description("Stable name of the contract."), MinLength(1), MaxLength(255)]
    public string? Type { get; init; }

    [Description("Where it failed."), MinLength(1), MaxLength(255)]
    public string? Endpoint { get; init; }

    [Description("An account that it is about.")]
    public Guid? AccountId { get; init; }

    [Description("The transaction that it is a part of.")]
    public Guid? TransactionId { get; init; }

    [Description("None that failed before this time.")]
    public DateTimeOffset? From { get; init; }

    [Description("None that failed from this time on.")]
    public DateTimeOffset? To { get; init; }
}

[Description("Why.")]
sealed record ReasonBody
{
    [Description(Texts.Reason), MinLength(1), MaxLength(1000)]
    public string? Reason { get; init; }
}

[Description("Replays a message.")]
sealed record ReplayBody
{
    [Description(Texts.Reason), MinLength(1), MaxLength(1000)]
    public required string Reason { get; init; }
}

[Description("A page of retries, newest first.")]
sealed record RetriesBody(
    IReadOnlyList<RetryBody> Items,
    [property: Description(Texts.NextCursor)] string? NextCursor);

[Description("A retry as it stands.")]
sealed record RetryBody(
    Guid RetryId,
    [property: Description("running, paused, stopped, cancelled or completed.")] string Status,
    [property: Description("Why it is as it is.")] string? Note,
    [property: Description("As it was asked for.")] JsonObject Selection,
    string? Reason,
    IReadOnlyList<int> Ramp,
    [property: Description("From 1; one more than the ramp has: all the rest.")] int Stage,
    int RatePerSecond,
    double StopAtShare,
    int Total,
    RetryCountsBody Counts,
    [property: Description("Of what has ended, what has failed again; null while nothing has.")] double? FailureShare,
    [property: Description("Of one message: done, alreadyDone, failed, skipped; null otherwise, or while it is open.")]
    string? Outcome,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset ChangedAt,
    string ChangedBy);

[Description("Messages by how far they are.")]
sealed record RetryCountsBody(
    int Waiting,
    [property: Description("On their way.")] int Sent,
    int Done,
    [property: Description("Carried out before, so nothing was left to do.")] int AlreadyDone,
    [property: Description("Failed again.")] int Failed,
    [property: Description("Not sent: not failed any more, or cancelled.")] int Skipped);

[Description("A page of messages.")]
sealed record RetryItemsBody(
    IReadOnlyList<RetryItemBody> Items,
    [property: Description(Texts.NextCursor)] string? NextCursor);

[Description("A message of a retry.")]
sealed record RetryItemBody(
    int Ordinal,
    [property: Description("As messageId.partition.")] string Id,
    Guid MessageId,
    int Partition,
    string Type,
    [property: Description("What it was when it was selected: failed, resolved, or trace when it was handled.")]
    string Source,
    [property: Description("waiting, sent, done, alreadyDone, failed or skipped.")] string State,
    DateTimeOffset? SentAt,
    DateTimeOffset? EndedAt);
