using System.Net;
using System.Text;
using System.Text.Json;
using BillingEngine.Api;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>POST /v1/transactions/bulk</summary>
public sealed class BulkTests(TestApi api) : IClassFixture<TestApi>
{
    const string Path = "/v1/transactions/bulk";

    [Fact]
    public async Task Should_hand_over_all_items_at_once_and_in_order()
    {
        var items = new[] { "topup", "withdrawal", "transfer", "payment" }.Select(
            type => MovementSamples.Item("type", $"\"{type}\"").Replace("\"k\"", $"\"{type}\"", StringComparison.Ordinal));

        var answer = await api.Post(Path, MovementSamples.Bulk(items), ("Prefer", "wait=7"));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            [typeof(RequestTopup), typeof(RequestWithdrawal), typeof(RequestTransfer), typeof(RequestPayment)],
            api.Engine.Commands.Select(command => command.GetType()));
        Assert.Equal(
            ["topup", "withdrawal", "transfer", "payment"], api.Engine.Commands.Select(command => command.TrackingId));
        Assert.Equal((TimeSpan.FromSeconds(7), answer.Header("X-Correlation-Id")), (api.Engine.Wait, api.Engine.CorrelationId));
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
        api.Engine.Cards = [CardReadTests.Card(1) with { CardId = Guid.Parse(Samples.CardId), AccountId = Guid.Parse(Samples.BankId) }];
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
                "201 completed", "400 amount_invalid", "201 completed", "422 balance_limit_exceeded", "422 same_account",
                "202 processing", "422 idempotency_key_reused", "503 overloaded", "503 unavailable",
            ],
            answers.Select(Shown));
        Assert.Equal([2], answers.Index().Where(item => item.Item.TryGetProperty("replayed", out _)).Select(item => item.Index));
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
        Assert.Equal(field, string.Join(',', answers[1].GetProperty("problem").GetProperty("errors").EnumerateObject().Select(e => e.Name)));
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

    [Theory]
    [InlineData("nothing", "", "body")]
    [InlineData("no JSON", "items", "body")]
    [InlineData("an array", "[]", "body")]
    [InlineData("a number", "7", "body")]
    [InlineData("no items", "{}", "items")]
    [InlineData("null items", """{"items":null}""", "items")]
    [InlineData("items of another kind", """{"items":{"type":"topup"}}""", "items")]
    [InlineData("empty items", """{"items":[]}""", "items")]
    [InlineData("items twice", """{"items":[1],"items":[2]}""", "items")]
    [InlineData("another member before", """{"x":{"y":[1]},"items":[1]}""", "x")]
    [InlineData("another member behind", """{"items":[1],"idempotencyKey":"k"}""", "idempotencyKey")]
    [InlineData("a case variant", """{"Items":[1],"items":[1]}""", "Items")]
    [InlineData("a member that is no text", """{"\ud800":1,"items":[1]}""", "body")]
    [InlineData("more behind the object", """{"items":[1]} {}""", "body")]
    [InlineData("a trailing comma", """{"items":[1,]}""", "body")]
    [InlineData("a comment", """{"items":[1/* one */]}""", "body")]
    [InlineData("a broken item", """{"items":[{"type":]}""", "body")]
    [InlineData("an open end", """{"items":[1]""", "body")]
    [InlineData("too deep", "DEEP", "body")]
    public async Task Should_refuse_the_whole(string name, string body, string field)
    {
        var deep = $$"""{"items":[{{new string('[', 70)}}{{new string(']', 70)}}]}""";

        var answer = await api.Post(Path, body == "DEEP" ? deep : body);

        Assert.True(HttpStatusCode.BadRequest == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal(field, answer.Fields);
    }

    [Theory]
    [InlineData("one", 1, 200)]
    [InlineData("as many as there may be", 1000, 200)]
    [InlineData("one more", 1001, 400)]
    public async Task Should_take_up_to_a_thousand(string name, int count, int status)
    {
        var answer = await api.Post(Path, MovementSamples.Bulk(Enumerable.Repeat(MovementSamples.Item(), count)));

        Assert.True(status == (int)answer.Status, name);
        Assert.True(status != 200 || api.Engine.Commands.Count == count, name);
    }

    [Theory]
    [InlineData("above the bound of other bodies", 2 * 1024 * 1024, 200)]
    [InlineData("just within", 4 * 1024 * 1024, 200)]
    [InlineData("just above", (4 * 1024 * 1024) + 1, 413)]
    public async Task Should_take_a_body_of_four_megabytes(string name, int length, int status)
    {
        var body = MovementSamples.Bulk(MovementSamples.Item());

        var answer = await api.Post(Path, body[..^1] + new string(' ', length - Encoding.UTF8.GetByteCount(body)) + "}");

        Assert.True(status == (int)answer.Status, $"{name}: {answer.Text}");
    }

    [Fact]
    public async Task Should_not_take_what_is_no_JSON()
    {
        Assert.Equal(415, (int)(await api.Send(HttpMethod.Post, Path, "{}"u8.ToArray(), "text/plain")).Status);
        Assert.Equal(400, (int)(await api.Send(HttpMethod.Post, Path, [0x7B, 0xFF, 0x7D], "application/json")).Status);
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
            { "too deep", MovementSamples.Item("metadata", $"{{\"a\":{new string('[', 15)}{new string(']', 15)}}}"), "body", "validation_failed" },
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

    /// <summary>The status, and the transaction's own or the problem's code.</summary>
    static string Shown(JsonElement item) => item.TryGetProperty("problem", out var problem)
        ? $"{item.GetProperty("status")} {problem.GetProperty("code")}"
        : $"{item.GetProperty("status")} {item.GetProperty("transaction").GetProperty("status")}";
}
