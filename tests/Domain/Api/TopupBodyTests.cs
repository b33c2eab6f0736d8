using System.Net;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Api;

public sealed class TopupBodyTests(TestApi api) : IClassFixture<TestApi>
{
    const string Path = "/v1/transactions/topup";

    [Fact]
    public async Task Should_make_a_command_of_all_that_is_given()
    {
        var body = $$"""
            {"sourceAccountId":"{{Samples.BankId}}","destinationAccountId":"{{Samples.WalletId.ToUpperInvariant()}}",
             "amount":"10.5","currency":"USD","ledger":"eu-1","reference":"Rechnung № 7 😀","description":"d",
             "metadata":{ "a":[1,2.50,null,true],"b":"x\ny" },"idempotencyKey":"k 1"}
            """;

        var answer = await api.Post(Path, body);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        var command = Assert.IsType<RequestTopup>(api.Engine.Command);
        Assert.Equal(DeterministicId.Request("eu-1", "k 1"), command.TransactionId);
        Assert.Equal("k 1", command.TrackingId);
        Assert.Equal("eu-1", command.Ledger);
        Assert.Equal(Guid.Parse(Samples.BankId), command.SourceAccountId);
        Assert.Equal(Guid.Parse(Samples.WalletId), command.DestinationAccountId);
        Assert.Equal("10.50 USD", command.Amount.ToString());
        Assert.Equal("Rechnung № 7 😀", command.Reference);
        Assert.Equal("d", command.Description);
        Assert.Equal("""{ "a":[1,2.50,null,true],"b":"x\ny" }""", command.Metadata!.Value);
        Assert.Matches("^[0-9a-f]{32}$", command.Fingerprint);
    }

    [Fact]
    public async Task Should_fill_in_what_is_left_out()
    {
        await api.Post(Path, Samples.Topup("reference", null), ("Idempotency-Key", "k"));

        var command = Assert.IsType<RequestTopup>(api.Engine.Command);
        Assert.Equal("main", command.Ledger);
        Assert.Equal(DeterministicId.ExternalAccount("main", new CurrencyCode("USD")), command.SourceAccountId);
        Assert.Null(command.Reference);
        Assert.Null(command.Description);
        Assert.Null(command.Metadata);
    }

    [Theory]
    [InlineData("ledger")]
    [InlineData("sourceAccountId")]
    [InlineData("reference")]
    [InlineData("description")]
    [InlineData("metadata")]
    [InlineData("idempotencyKey")]
    public async Task Should_take_null_of_an_optional_member_as_left_out(string member)
    {
        var answer = await api.Post(Path, Samples.Topup(member, "null"), ("Idempotency-Key", "k"));

        Assert.Equal(HttpStatusCode.Created, answer.Status);
    }

    [Theory]
    [InlineData("no destination", "destinationAccountId", null)]
    [InlineData("null destination", "destinationAccountId", "null")]
    [InlineData("numeric destination", "destinationAccountId", "7")]
    [InlineData("empty destination", "destinationAccountId", "\"\"")]
    [InlineData("no UUID", "destinationAccountId", "\"wallet-1\"")]
    [InlineData("UUID in braces", "destinationAccountId", "\"{11111111-2222-4333-8444-555555555555}\"")]
    [InlineData("UUID without hyphens", "destinationAccountId", "\"11111111222243338444555555555555\"")]
    [InlineData("blank before a UUID", "destinationAccountId", "\" 11111111-2222-4333-8444-555555555555\"")]
    [InlineData("UUID with a sign", "destinationAccountId", "\"+1111111-2222-4333-8444-555555555555\"")]
    [InlineData("UUID with 0x", "destinationAccountId", "\"0x111111-2222-4333-8444-555555555555\"")]
    [InlineData("UUID as URN", "destinationAccountId", "\"urn:uuid:11111111-2222-4333-8444-555555555555\"")]
    [InlineData("nil UUID", "destinationAccountId", "\"00000000-0000-0000-0000-000000000000\"")]
    [InlineData("UUID one digit short", "destinationAccountId", "\"11111111-2222-4333-8444-55555555555\"")]
    [InlineData("bad source", "sourceAccountId", "\"bank\"")]
    [InlineData("array as source", "sourceAccountId", "[]")]
    [InlineData("no amount", "amount", null)]
    [InlineData("null amount", "amount", "null")]
    [InlineData("amount as number", "amount", "10", "amount_invalid")]
    [InlineData("amount as decimal number", "amount", "10.00", "amount_invalid")]
    [InlineData("amount as number with exponent", "amount", "1e2", "amount_invalid")]
    [InlineData("amount as huge number", "amount", "1e400", "amount_invalid")]
    [InlineData("amount as boolean", "amount", "true", "amount_invalid")]
    [InlineData("amount as object", "amount", "{\"value\":\"10\"}", "amount_invalid")]
    [InlineData("amount as array", "amount", "[\"10\"]", "amount_invalid")]
    [InlineData("empty amount", "amount", "\"\"", "amount_invalid")]
    [InlineData("amount zero", "amount", "\"0.00\"", "amount_invalid")]
    [InlineData("negative amount", "amount", "\"-10.00\"", "amount_invalid")]
    [InlineData("amount with exponent", "amount", "\"1e2\"", "amount_invalid")]
    [InlineData("amount in Arabic-Indic digits", "amount", "\"\u0661\u0662\"", "amount_invalid")]
    [InlineData("amount with a lone surrogate", "amount", "\"\\ud800\"", "amount_invalid")]
    [InlineData("amount of a scale too fine", "amount", "\"10.001\"", "amount_scale")]
    [InlineData("amount of 30 digits", "amount", "\"123456789012345678901234567890\"", "amount_too_large")]
    [InlineData("no currency", "currency", null)]
    [InlineData("null currency", "currency", "null")]
    [InlineData("currency as number", "currency", "840")]
    [InlineData("lower case currency", "currency", "\"usd\"", "currency_unknown")]
    [InlineData("currency with a blank", "currency", "\"USD \"", "currency_unknown")]
    [InlineData("homoglyph currency", "currency", "\"U\u0405D\"", "currency_unknown")]
    [InlineData("unknown currency", "currency", "\"ZZZ\"", "currency_unknown")]
    [InlineData("empty currency", "currency", "\"\"", "currency_unknown")]
    [InlineData("gold", "currency", "\"XAU\"", "currency_unknown")]
    [InlineData("empty ledger", "ledger", "\"\"")]
    [InlineData("ledger with a blank", "ledger", "\"my ledger\"")]
    [InlineData("ledger with a slash", "ledger", "\"a/b\"")]
    [InlineData("ledger of 101 characters", "ledger", "LONG101")]
    [InlineData("ledger as number", "ledger", "1")]
    [InlineData("empty reference", "reference", "\"\"")]
    [InlineData("reference as number", "reference", "7")]
    [InlineData("reference of 256 characters", "reference", "LONG256")]
    [InlineData("reference with NUL", "reference", "\"a\\u0000b\"")]
    [InlineData("reference with a line feed", "reference", "\"a\\nb\"")]
    [InlineData("reference with escape", "reference", "\"\\u001b[31m\"")]
    [InlineData("reference with DEL", "reference", "\"a\\u007f\"")]
    [InlineData("reference with a C1 control", "reference", "\"a\\u0085\"")]
    [InlineData("reference with a lone high surrogate", "reference", "\"\\ud83d\"")]
    [InlineData("reference with a lone low surrogate", "reference", "\"\\ude00\"")]
    [InlineData("reference with swapped surrogates", "reference", "\"\\ude00\\ud83d\"")]
    [InlineData("description of 1001 characters", "description", "LONG1001")]
    [InlineData("description as object", "description", "{}")]
    [InlineData("description with a tab", "description", "\"a\\tb\"")]
    [InlineData("metadata as text", "metadata", "\"{}\"")]
    [InlineData("metadata as array", "metadata", "[]")]
    [InlineData("metadata as number", "metadata", "1")]
    [InlineData("metadata above 8 KB", "metadata", "BIG")]
    [InlineData("metadata with NUL", "metadata", "{\"a\":[\"\\u0000\"]}")]
    [InlineData("metadata with NUL in a name", "metadata", "{\"\\u0000\":1}")]
    [InlineData("metadata with a lone surrogate", "metadata", "{\"a\":{\"b\":\"\\ud800\"}}")]
    [InlineData("metadata with a number of 65 digits", "metadata", "NUMBER65")]
    [InlineData("metadata with a huge exponent", "metadata", "{\"a\":1e131073}")]
    [InlineData("metadata with a tiny exponent", "metadata", "{\"a\":[0E-20000]}")]
    [InlineData("metadata with an endless exponent", "metadata", "{\"a\":1e99999999999999}")]
    [InlineData("unknown member", "status", "\"completed\"")]
    [InlineData("member of another operation", "initialBalance", "\"1\"")]
    [InlineData("case variant of an optional member", "Reference", "\"x\"")]
    [InlineData("case variant beside the member", "Amount", "\"99.00\"")]
    [InlineData("member with a blank", "amount ", "\"99.00\"")]
    [InlineData("empty member name", "", "1")]
    [InlineData("prototype member", "__proto__", "{}")]
    [InlineData("empty idempotency key", "idempotencyKey", "\"\"")]
    [InlineData("idempotency key as number", "idempotencyKey", "5")]
    [InlineData("idempotency key beyond ASCII", "idempotencyKey", "\"schlüssel\"")]
    [InlineData("idempotency key of 256 characters", "idempotencyKey", "LONG256")]
    [InlineData("idempotency key with a line feed", "idempotencyKey", "\"a\\n\"")]
    public async Task Should_refuse_and_name_the_field(
        string name, string member, string? json, string code = "validation_failed")
    {
        var (key, value) = member == "idempotencyKey" ? ("X-Other", "") : ("Idempotency-Key", "k");
        var answer = await api.Post(Path, Samples.Topup(member, LongValues.Expand(json)), (key, value));

        Assert.True(HttpStatusCode.BadRequest == answer.Status, $"{name}: {answer.Text}");
        Assert.Equal(code, answer.Code);
        Assert.Equal(member, answer.Fields);
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
    }

    [Theory]
    [InlineData("longest reference", "reference", "LONG255")]
    [InlineData("longest description", "description", "LONG1000")]
    [InlineData("longest ledger", "ledger", "LONG100")]
    [InlineData("largest metadata", "metadata", "LARGEST")]
    [InlineData("deep metadata", "metadata", "{\"a\":[[[[[[[[[[[[[[]]]]]]]]]]]]]]}")]
    [InlineData("largest exponent in metadata", "metadata", "{\"a\":-1.5E+308,\"b\":1e-308}")]
    [InlineData("right-to-left text", "reference", "\"\u05E9\u05DC\u05D5\u05DD\"")]
    [InlineData("escaped member name", "\\u0072eference", "\"x\"")]
    [InlineData("an asset", "currency", "\"ETH\"")]
    public async Task Should_take_what_is_just_within_the_rules(string name, string member, string json)
    {
        var answer = await api.Post(Path, Samples.Topup(member, LongValues.Expand(json)), ("Idempotency-Key", "k"));

        Assert.True(HttpStatusCode.Created == answer.Status, $"{name}: {answer.Text}");
    }

    [Fact]
    public async Task Should_name_all_that_is_wrong_at_once()
    {
        var answer = await api.Post(Path, """{"amount":"1.001","currency":"USD","reference":"","extra":1}""");

        Assert.Equal("validation_failed", answer.Code);
        Assert.Equal("Idempotency-Key,amount,destinationAccountId,extra,reference", answer.Fields);
        Assert.Equal(
            "must have at most 2 decimals, as USD has",
            answer.Json.GetProperty("errors").GetProperty("amount")[0].GetString());
    }

    [Fact]
    public async Task Should_check_the_form_of_an_amount_whose_currency_is_unknown()
    {
        var malformed = $$"""{"amount":"ten","currency":"ZZZ","destinationAccountId":"{{Samples.WalletId}}"}""";
        var fine = malformed.Replace("ten", "10.001", StringComparison.Ordinal);

        Assert.Equal("amount,currency", (await api.Post(Path, malformed, ("Idempotency-Key", "k"))).Fields);
        Assert.Equal("currency", (await api.Post(Path, fine, ("Idempotency-Key", "k"))).Fields);
    }

    [Fact]
    public async Task Should_refuse_to_move_money_from_an_account_to_itself()
    {
        var answer = await api.Post(
            Path, Samples.Topup("sourceAccountId", $"\"{Samples.WalletId}\""), ("Idempotency-Key", "k"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("same_account", answer.Code);
        Assert.Equal(Samples.WalletId, answer.Json.GetProperty("accountId").GetString());
    }

    [Fact]
    public async Task Should_not_echo_thousands_of_unknown_members()
    {
        var members = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"x{i}\":1"));

        var answer = await api.Post(Path, $"{{{members}}}", ("Idempotency-Key", "k"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.InRange(answer.Text.Length, 1, 5000);
    }
}
