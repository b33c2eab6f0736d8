using System.Net;
using System.Text.Json;
using BillingEngine.Api;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>POST /v1/transactions/bulk</summary>
public sealed class BulkTests(TestApi api) : IClassFixture<TestApi>
{
    const string Path = "/v1/transactions/bulk";
    const string Deep = """{"a":[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]}""";

    [Fact]
    public async Task Should_hand_over_all_items_at_once_and_in_order()
    {
        var items = new[] { "topup", "withdrawal", "transfer", "payment" }.Select(
            type => MovementSamples.Item("type", $"\"{type}\"")
                .Replace("\"k\"", $"\"{type}\"", StringComparison.Ordinal));

        var answer = await api.Post(Path, MovementSamples.Bulk(items), ("Prefer", "wait=7"));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            [typeof(RequestTopup), typeof(RequestWithdrawal), typeof(RequestTransfer), typeof(RequestPayment)],
            api.Engine.Commands.Select(command => command.GetType()));
        Assert.Equal(
            ["topup", "withdrawal", "transfer", "payment"], api.Engine.Commands.Select(command => command.TrackingId));
        Assert.Equal(
            (TimeSpan.FromSeconds(7), answer.Header("X-Correlation-Id")), (api.Engine.Wait, api.Engine.CorrelationId));
    }

    [Fact]
    public async Task Should_read_an_item_as_the_call_would()
    {
        await api.Post(Path, MovementSamples.Bulk(MovementSamples.Item()));
        var item = api.Engine.Commands[0];
        await api.Post("/v1/transactions/transfer", MovementSamples.Movement(), ("Idempotency-Key", "k"));

        Assert.Equal(api.Engine.Command, item);
    }

    [Fact]
    public async Task Should_pay_with_cards()
    {
        api.Engine.Cards = [CardReadTests.Card(1) with { AccountId = Guid.Parse(Samples.BankId) }];
        var payment = MovementSamples.CardPayment("idempotencyKey", "\"k\"")
            .Replace("{", "{\"type\":\"payment\",", StringComparison.Ordinal);
        var unknown = payment.Replace(Samples.CardId, Samples.BankId, StringComparison.Ordinal);

        var answers = await Answers(unknown, payment);

        Assert.Equal("422 card_not_found", Shown(answers[0]));
        Assert.Equal(Guid.Parse(Samples.BankId), Assert.Single(api.Engine.Commands).SourceAccountId);
    }

    [Fact]
    public async Task Should_give_each_item_the_answer_it_would_have_alone()
    {
        var refusal = new TransactionOutcome.Settled(Samples.FailedTransaction, Replayed: false);
        api.Engine.Outcomes =
        [
            new TransactionOutcome.Settled(Samples.Completed, Replayed: false),
            new TransactionOutcome.Settled(Samples.Completed, Replayed: true),
            refusal,
            new TransactionOutcome.Pending(Guid.Parse(Samples.TransactionId)),
            new TransactionOutcome.KeyReused(),
            new TransactionOutcome.Overloaded(),
            new TransactionOutcome.Unavailable(),
        ];
        var same = MovementSamples.Item("sourceAccountId", $"\"{Samples.WalletId}\"");
        var invalid = MovementSamples.Item("amount", "\"-1\"");
        var fine = MovementSamples.Item();

        var answers = await Answers(fine, invalid, fine, fine, same, fine, fine, fine, fine);

        Assert.Equal(
            [
                "201 completed", "400 amount_invalid", "201 completed", "422 balance_limit_exceeded",
                "422 same_account", "202 processing", "422 idempotency_key_reused", "503 overloaded", "503 unavailable",
            ],
            answers.Select(Shown));
        Assert.Equal([2], answers.Index().Where(entry => IsReplay(entry.Item)).Select(entry => entry.Index));
        Assert.Equal(7, api.Engine.Commands.Count);
        api.Engine.Outcomes = [.. Enumerable.Repeat(refusal, 1)];
        api.Engine.TransactionOutcome = refusal;
        var alone = await api.Post("/v1/transactions/transfer", MovementSamples.Movement(), ("Idempotency-Key", "k"));
        Assert.Equal(alone.Text, answers[3].GetProperty("problem").GetRawText());
        api.Engine.Outcomes = null;
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Should_refuse_an_item_and_no_other(string name, string item, string field, string code)
    {
        var answers = await Answers(MovementSamples.Item(), item, MovementSamples.Item());

        Assert.True($"400 {code}" == Shown(answers[1]), $"{name}: {answers[1]}");
        Assert.Equal([field], DescriptionTests.Names(answers[1].GetProperty("problem").GetProperty("errors")));
        Assert.Equal(2, api.Engine.Commands.Count);
    }

    [Fact]
    public async Task Should_not_take_the_header_for_the_key_of_an_item()
    {
        var answer = await api.Post(
            Path,
            MovementSamples.Bulk(MovementSamples.Item("idempotencyKey", null), MovementSamples.Item()),
            ("Idempotency-Key", "other"));

        var items = answer.Json.GetProperty("items");
        Assert.Equal("400 idempotency_key_missing", Shown(items[0]));
        Assert.Equal("k", Assert.Single(api.Engine.Commands).TrackingId);
    }

    public static TheoryData<string, string, string, string> Wrong()
    {
        var cases = new TheoryData<string, string, string, string>
        {
            { "a number", "1", "body", "validation_failed" },
            { "null", "null", "body", "validation_failed" },
            { "a text", "\"topup\"", "body", "validation_failed" },
            { "an array", "[{}]", "body", "validation_failed" },
            { "no type", MovementSamples.Item("type", null), "type", "validation_failed" },
            { "null type", MovementSamples.Item("type", "null"), "type", "validation_failed" },
            { "type in capitals", MovementSamples.Item("type", "\"Transfer\""), "type", "validation_failed" },
            { "type of another route", MovementSamples.Item("type", "\"refund\""), "type", "validation_failed" },
            { "numeric type", MovementSamples.Item("type", "2"), "type", "validation_failed" },
            { "member twice", MovementSamples.Item("amount\":\"1\",\"amount", "\"2\""), "amount", "validation_failed" },
            { "too deep", MovementSamples.Item("metadata", Deep), "body", "validation_failed" },
            { "a name that is no text", MovementSamples.Item("\\ud800", "1"), "body", "validation_failed" },
            { "member of a payment", MovementSamples.Item("capture", "\"manual\""), "capture", "validation_failed" },
            { "no key", MovementSamples.Item("idempotencyKey", null), "idempotencyKey", "idempotency_key_missing" },
        };
        foreach (var (name, member, json, code) in CommonMembers.Wrong.Where(wrong => wrong.Member != "type"))
            cases.Add(name, MovementSamples.Item(member, LongValues.Expand(json)), member, code);
        return cases;
    }

    async Task<IReadOnlyList<JsonElement>> Answers(params IEnumerable<string> items)
    {
        var answer = await api.Post(Path, MovementSamples.Bulk(items));
        Assert.True(HttpStatusCode.OK == answer.Status, answer.Text);
        return [.. answer.Json.GetProperty("items").EnumerateArray()];
    }

    static bool IsReplay(JsonElement item) =>
        item.TryGetProperty("replayed", out var isReplay) && isReplay.GetBoolean();

    /// <summary>The status, and the transaction's own or the problem's code.</summary>
    static string Shown(JsonElement item) => item.TryGetProperty("problem", out var problem)
        ? $"{item.GetProperty("status")} {problem.GetProperty("code")}"
        : $"{item.GetProperty("status")} {item.GetProperty("transaction").GetProperty("status")}";
}
