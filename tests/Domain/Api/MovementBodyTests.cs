using System.Net;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>What a top-up has in common with the other movements is in <see cref="TopupBodyTests"/>.</summary>
public sealed class MovementBodyTests(TestApi api) : IClassFixture<TestApi>
{
    static readonly string[] Routes = ["withdrawal", "transfer", "payment"];

    [Theory]
    [InlineData("topup", typeof(RequestTopup))]
    [InlineData("withdrawal", typeof(RequestWithdrawal))]
    [InlineData("transfer", typeof(RequestTransfer))]
    [InlineData("payment", typeof(RequestPayment))]
    public async Task Should_make_a_command_of_all_that_is_given(string route, Type type)
    {
        var body = $$"""
            {"sourceAccountId":"{{Samples.BankId}}","destinationAccountId":"{{Samples.WalletId.ToUpperInvariant()}}",
             "amount":"10.5","currency":"USD","ledger":"eu-1","reference":"Rechnung № 7 😀","description":"d",
             "metadata":{ "a":[1,2.50,null,true],"b":"x\ny" },"idempotencyKey":"k 1"}
            """;

        var answer = await api.Post($"/v1/transactions/{route}", body);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        var command = Assert.IsAssignableFrom<ITransactionRequest>(api.Engine.Command);
        Assert.IsType(type, command);
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
    public async Task Should_withdraw_to_the_external_account_unless_told_otherwise()
    {
        await Post("withdrawal", MovementSamples.Movement("destinationAccountId", null));

        var command = Assert.IsType<RequestWithdrawal>(api.Engine.Command);
        Assert.Equal(DeterministicId.ExternalAccount("main", new CurrencyCode("USD")), command.DestinationAccountId);
        Assert.Equal("main", command.Ledger);
        Assert.Null(command.Reference ?? command.Description ?? command.Metadata?.Value);
    }

    [Theory]
    [InlineData("topup", "destinationAccountId")]
    [InlineData("withdrawal", "sourceAccountId")]
    [InlineData("transfer", "sourceAccountId")]
    [InlineData("transfer", "destinationAccountId")]
    [InlineData("payment", "sourceAccountId")]
    [InlineData("payment", "destinationAccountId")]
    public async Task Should_require_the_accounts_that_cannot_be_inferred(string route, string member)
    {
        var missing = await Post(route, MovementSamples.Movement(member, null));
        var isNull = await Post(route, MovementSamples.Movement(member, "null"));

        Assert.Equal((HttpStatusCode.BadRequest, member), (missing.Status, missing.Fields));
        Assert.Equal((HttpStatusCode.BadRequest, member), (isNull.Status, isNull.Fields));
    }

    [Theory]
    [MemberData(nameof(Optional))]
    public async Task Should_take_null_of_an_optional_member_as_left_out(string route, string member)
    {
        var answer = await Post(route, MovementSamples.Movement(member, "null"));

        Assert.Equal(HttpStatusCode.Created, answer.Status);
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Should_refuse_and_name_the_field(
        string route, string name, string member, string? json, string code)
    {
        var key = member == "idempotencyKey" ? ("X-Other", "") : ("Idempotency-Key", "k");
        var answer = await api.Post(
            $"/v1/transactions/{route}", MovementSamples.Movement(member, LongValues.Expand(json)), key);

        Assert.True(HttpStatusCode.BadRequest == answer.Status, $"{route}, {name}: {answer.Text}");
        Assert.Equal(code, answer.Code);
        Assert.Equal(member, answer.Fields);
    }

    [Theory]
    [InlineData("topup")]
    [InlineData("withdrawal")]
    [InlineData("transfer")]
    [InlineData("payment")]
    public async Task Should_refuse_to_move_money_from_an_account_to_itself(string route)
    {
        var answer = await Post(route, MovementSamples.Movement("sourceAccountId", $"\"{Samples.WalletId}\""));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("same_account", answer.Code);
        Assert.Equal(Samples.WalletId, answer.Json.GetProperty("accountId").GetString());
    }

    [Fact]
    public async Task Should_refuse_to_move_money_from_the_external_account_to_itself()
    {
        var external = DeterministicId.ExternalAccount("main", new CurrencyCode("USD"));

        var topup = await Post("topup", $$"""{"destinationAccountId":"{{external}}","amount":"1","currency":"USD"}""");
        var withdrawal = await Post(
            "withdrawal", $$"""{"sourceAccountId":"{{external}}","amount":"1","currency":"USD"}""");

        Assert.Equal(("same_account", "same_account"), (topup.Code, withdrawal.Code));
    }

    [Fact]
    public async Task Should_need_a_key()
    {
        foreach (var route in Routes)
        {
            var answer = await api.Post($"/v1/transactions/{route}", MovementSamples.Movement());
            Assert.Equal(("idempotency_key_missing", "Idempotency-Key"), (answer.Code, answer.Fields));
        }
    }

    public static TheoryData<string, string> Optional()
    {
        var cases = new TheoryData<string, string>();
        foreach (var route in Routes)
        {
            foreach (var member in (string[])["ledger", "reference", "description", "metadata", "idempotencyKey"])
                cases.Add(route, member);
        }

        return cases;
    }

    public static TheoryData<string, string, string, string?, string> Wrong()
    {
        var cases = new TheoryData<string, string, string, string?, string>();
        foreach (var route in Routes)
        {
            foreach (var (name, member, json, code) in CommonMembers.Wrong)
                cases.Add(route, name, member, json, code);
        }

        return cases;
    }

    Task<Answer> Post(string route, string body) =>
        api.Post($"/v1/transactions/{route}", body, ("Idempotency-Key", "k"));
}
