using System.Text;
using BillingEngine.Api.Requests;
using BillingEngine.Postgres.Operations;
using BillingEngine.Postgres.Operations.Retries;

namespace BillingEngine.Api.Operations.Retries;

/// <summary>A retry of many messages as a caller asks for it.</summary>
sealed record RetryRequest(
    RetrySelection Selection,
    string SelectionText,
    IReadOnlyList<int> Ramp,
    int RatePerSecond,
    decimal StopAtShare,
    OperatorNote Note)
{
    public const int MaxIds = 1000;
    public const int MaxStages = 10;
    public const int MaxRate = 10_000;

    public static readonly int[] OrdinaryRamp = [1, 10, 100];

    public static RetryRequest? Read(Fields body)
    {
        var selections = new[] { ReadNamed(body), ReadGroup(body), ReadAll(body), ReadFilter(body) }.OfType<Selected>();
        var selected = selections.ToList();
        var rate = body.OptionalNumber("ratePerSecond", MaxRate) ?? 100;
        var ramp = body.OptionalNumbers("ramp", MaxStages, RetryStore.MaxItems) ?? OrdinaryRamp;
        var share = body.OptionalShare("stopAtShare") ?? 0.2m;
        var note = OperatorNote.From(body, isReasonRequired: false);
        if (rate == 0)
            body.Errors.Add("ratePerSecond", "must be at least 1");
        if (selected.Count != 1 && !body.Errors.Concern("ids", "groupId", "all", "filter"))
            body.Errors.Add("ids", "is required, or else groupId, all or filter: exactly one of them");
        return body.AreValid()
            ? new(selected[0].Selection, selected[0].Text, ramp, rate, share, note)
            : null;
    }

    public static NewRetry Single(FailureKey key, OperatorNote note) => Of(
        new RetrySelection.Named([key]), $$"""{"ids":["{{key}}"]}""", note);

    public static NewRetry Replay(RetrySelection.Traced traced, Guid conversationId, OperatorNote note) => Of(
        traced,
        $$"""{"conversationId":"{{conversationId}}","messageId":"{{traced.Message.MessageId}}"}""",
        note);

    public NewRetry ToRetry() => new(
        Uuid.Random(),
        Selection,
        Encoding.UTF8.GetBytes(SelectionText),
        Ramp,
        RatePerSecond,
        StopAtShare,
        Note.Actor,
        Note.Reason);

    static NewRetry Of(RetrySelection selection, string text, OperatorNote note) =>
        new RetryRequest(selection, text, Ramp: [1], RatePerSecond: 1, StopAtShare: 0, note).ToRetry();

    static Selected? ReadNamed(Fields body)
    {
        if (body.OptionalTexts("ids", MaxIds) is not { } ids)
            return null;
        List<FailureKey> keys = [];
        foreach (var id in ids)
        {
            if (FailureKey.TryParse(id, out var key))
                keys.Add(key.Value);
            else
                body.Errors.Add("ids", $"must be failed messages, as messageId.partition; not {Fields.Shown(id)}");
        }

        return new(new RetrySelection.Named([.. keys.Distinct()]), body.Raw("ids"));
    }

    static Selected? ReadGroup(Fields body) => body.OptionalId("groupId") is { } group
        ? new(new RetrySelection.Failed(Fingerprint: group), body.Raw("groupId"))
        : null;

    static Selected? ReadAll(Fields body) => body.Flag("all", otherwise: false)
        ? new(new RetrySelection.Failed(), body.Raw("all"))
        : null;

    static Selected? ReadFilter(Fields body) => body.OptionalObject("filter", ReadFilterMembers) is { } filter
        ? new(filter, body.Raw("filter"))
        : null;

    static RetrySelection.Failed ReadFilterMembers(Fields filter) => new(
        Fingerprint: null,
        filter.OptionalText("type", TextRules.MaxName),
        filter.OptionalText("endpoint", TextRules.MaxName),
        filter.OptionalId("accountId"),
        filter.OptionalId("transactionId"),
        filter.OptionalTime("from"),
        filter.OptionalTime("to"));

    sealed record Selected(RetrySelection Selection, string Text);
}
