using System.Text.Json;
using BillingEngine.Api;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>
/// The description is written beside the code that reads and writes; these hold the two against each other.
/// </summary>
public sealed class DescriptionTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task Should_describe_every_route()
    {
        var paths = (await Description()).GetProperty("paths");

        var operations = paths.EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name} {path.Name}"));

        Assert.Equal(api.Routes.Order(StringComparer.Ordinal), operations.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Should_describe_each_operation_in_full()
    {
        foreach (var path in (await Description()).GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Select(operation => operation.Value))
            {
                var parameters = operation.GetProperty("parameters").EnumerateArray().ToList();
                Assert.NotEqual("", operation.GetProperty("operationId").GetString());
                Assert.NotEqual("", operation.GetProperty("summary").GetString());
                Assert.Contains(parameters, one => one.GetProperty("name").GetString() == "X-Correlation-Id");
                Assert.Equal(
                    path.Name.Count(c => c == '{'),
                    parameters.Count(parameter => parameter.GetProperty("in").GetString() == "path"));
                Assert.All(operation.GetProperty("responses").EnumerateObject(), AssertAnswerIsDescribed);
            }
        }
    }

    [Theory]
    [InlineData("CreateAccount", "/v1/accounts")]
    [InlineData("Topup", "/v1/transactions/topup")]
    [InlineData("Withdrawal", "/v1/transactions/withdrawal")]
    [InlineData("Transfer", "/v1/transactions/transfer")]
    [InlineData("Payment", "/v1/transactions/payment", "sourceAccountId")]
    [InlineData("Bulk", "/v1/transactions/bulk")]
    [InlineData("Capture", $"/v1/transactions/{Samples.TransactionId}/capture")]
    [InlineData("Void", $"/v1/transactions/{Samples.TransactionId}/void")]
    [InlineData("Refund", $"/v1/transactions/{Samples.TransactionId}/refund")]
    [InlineData("ActivateAccount", $"/v1/accounts/{Samples.WalletId}/activate")]
    [InlineData("ChangeAccountStatus", $"/v1/accounts/{Samples.WalletId}/suspend")]
    [InlineData("IssueCard", $"/v1/accounts/{Samples.WalletId}/cards")]
    [InlineData("ChangeCard", $"/v1/accounts/{Samples.WalletId}/cards/{Samples.CardId}/expire")]
    [InlineData("NewFaultRule", "/v1/ops/faults", "messageType")]
    [InlineData("StartRetry", "/v1/ops/retries", "ids")]
    [InlineData("Replay", $"/v1/ops/conversations/{Samples.WalletId}/messages/{Samples.WalletId}/replay")]
    [InlineData("OperatorReason", $"/v1/ops/messages/{Samples.CardId}.3/archive")]
    [InlineData("ArchiveMany", "/v1/ops/messages/archive")]
    [InlineData("EditFailure", $"/v1/ops/messages/{Samples.CardId}.3/edit-and-retry")]
    [InlineData("DryRunFailure", $"/v1/ops/messages/{Samples.CardId}.3/dry-run")]
    public async Task Should_describe_the_members_of_a_request(string schemaName, string path, string? oneOf = null)
    {
        var schema = await Schema(schemaName);
        var nulls = Members(schema).Select(member => $"\"{member}\":null");

        var answer = await api.Post(path, $"{{{string.Join(',', nulls)}}}", ("Idempotency-Key", "k"));

        // Only the required members mind being null: so all that are described are known, and no other is required.
        var missing = oneOf is null ? Required(schema) : Required(schema).Append(oneOf);
        Assert.Equal(
            string.Join(',', missing.Order(StringComparer.Ordinal)), answer.Code is null ? "" : answer.Fields);
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
    }

    [Theory]
    [InlineData("Account", $"/v1/accounts/{Samples.WalletId}")]
    [InlineData("Balance", $"/v1/accounts/{Samples.WalletId}/balance")]
    [InlineData("Entries", $"/v1/accounts/{Samples.WalletId}/entries")]
    [InlineData("Explanation", $"/v1/accounts/{Samples.WalletId}/balance/explain")]
    [InlineData("Accounts", "/v1/accounts")]
    [InlineData("AccountEvents", $"/v1/accounts/{Samples.WalletId}/events")]
    [InlineData("Cards", $"/v1/accounts/{Samples.WalletId}/cards")]
    [InlineData("FaultRules", "/v1/ops/faults")]
    [InlineData("Live", "/health/live")]
    [InlineData("Ready", "/health/ready")]
    public async Task Should_describe_the_members_of_an_answer(string schemaName, string path)
    {
        var schema = await Schema(schemaName);
        var answer = await api.Get(path);

        Assert.Equal(Members(schema), Names(answer.Json));
        Assert.Equal(Members(schema), Required(schema));
        Assert.All(answer.Json.EnumerateObject(), member => AssertNullIsDescribed(schema, member));
    }

    [Theory]
    [InlineData("Entries", $"/v1/accounts/{Samples.WalletId}/entries")]
    [InlineData("Accounts", "/v1/accounts")]
    [InlineData("AccountEvents", $"/v1/accounts/{Samples.WalletId}/events")]
    [InlineData("Cards", $"/v1/accounts/{Samples.WalletId}/cards")]
    public async Task Should_describe_the_members_of_an_item(string schemaName, string path)
    {
        api.Accounts.Accounts = [Samples.Account];
        api.Accounts.Events = [AccountEventTests.Stored(1)];
        api.Engine.Entries = [EntryAnswerTests.Reversal];
        api.Engine.Cards = [CardReadTests.Card(1)];
        var schema = (await Schema(schemaName)).GetProperty("properties").GetProperty("items").GetProperty("items");
        var item = (await api.Get(path)).Json.GetProperty("items")[0];

        Assert.Equal(Members(schema), Names(item));
        Assert.Equal(Members(schema), Required(schema));
        Assert.All(item.EnumerateObject(), member => AssertNullIsDescribed(schema, member));
    }

    [Fact]
    public async Task Should_describe_the_members_of_what_is_not_finished()
    {
        api.Engine.TransactionOutcome = new TransactionOutcome.Pending(Guid.Parse(Samples.TransactionId));
        api.Engine.AccountOutcome = new AccountOutcome.Pending();
        var card = await api.Post($"/v1/accounts/{Samples.WalletId}/cards", "{}");

        var transaction = await api.Post("/v1/transactions/topup", Samples.Topup(), ("Idempotency-Key", "k"));
        var account = await api.Post("/v1/accounts", Samples.NewAccount());

        api.Engine.AccountOutcome = new AccountOutcome.Accepted(Samples.Account, Replayed: false);

        Assert.Equal(Members(await Schema("TransactionProcessing")), Names(transaction.Json));
        Assert.Equal(Members(await Schema("AccountProcessing")), Names(account.Json));
        Assert.Equal(Members(await Schema("CardProcessing")), Names(card.Json));
    }

    [Fact]
    public async Task Should_describe_the_members_of_a_problem()
    {
        api.Engine.TransactionOutcome = new TransactionOutcome.Settled(Samples.FailedTransaction, Replayed: false);
        var failed = await api.Post("/v1/transactions/topup", Samples.Topup(), ("Idempotency-Key", "k"));
        var invalid = await api.Post("/v1/transactions/topup", "{}");
        api.Engine.Cards = [];
        var cardless = await api.Post(
            "/v1/transactions/payment", MovementSamples.CardPayment(), ("Idempotency-Key", "k"));

        api.Engine.AccountOutcome = new AccountOutcome.Refused(Samples.CardIsExpired, Replayed: false);
        var card = await api.Post(
            $"/v1/accounts/{Samples.WalletId}/cards/{Samples.CardId}/suspend", "{}");
        api.Engine.AccountOutcome = new AccountOutcome.Accepted(Samples.Account, Replayed: false);

        Assert.Equal(
            Members(await Schema("Problem")).Order(),
            new[] { failed, invalid, cardless, card }.SelectMany(answer => Names(answer.Json)).Distinct().Order());
    }

    async Task<JsonElement> Description() => (await api.Get("/openapi/v1.json")).Json;

    Task<JsonElement> Schema(string name) => Schema(api, name);

    internal static async Task<JsonElement> Schema(TestApi api, string name) =>
        (await api.Get("/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas").GetProperty(name);

    internal static IEnumerable<string> Members(JsonElement schema) => Names(schema.GetProperty("properties"));

    internal static IEnumerable<string> Names(JsonElement json) => json.EnumerateObject().Select(member => member.Name);

    internal static IEnumerable<string> Required(JsonElement schema) =>
        schema.TryGetProperty("required", out var required)
            ? required.EnumerateArray().Select(name => name.GetString()!)
            : [];

    static void AssertAnswerIsDescribed(JsonProperty answer)
    {
        string[] contentTypes = answer.Name[0] == '2'
            ? ["application/json", "text/plain", "text/csv", "application/xml"]
            : ["application/problem+json"];
        Assert.True(answer.Value.GetProperty("headers").TryGetProperty("X-Correlation-Id", out _));
        Assert.Contains(
            answer.Value.GetProperty("content").EnumerateObject(),
            content => contentTypes.Contains(content.Name) || answer.Name == "503");
    }

    internal static void AssertNullIsDescribed(JsonElement schema, JsonProperty member)
    {
        var described = schema.GetProperty("properties").GetProperty(member.Name);
        if (member.Value.ValueKind is JsonValueKind.Null)
            Assert.Contains("null", described.GetProperty("type").EnumerateArray().Select(type => type.GetString()));
    }
}
