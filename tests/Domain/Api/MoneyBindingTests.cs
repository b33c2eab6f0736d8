using System.Text;
using System.Text.Json.Nodes;
using BillingEngine.Api.Operations;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>No edit of a failed message makes money, or sends it elsewhere.</summary>
public sealed class MoneyBindingTests
{
    const string Credit = """
        {"accountId":"aaaaaaaa-0000-4000-8000-000000000001","transactionId":"bbbbbbbb-0000-4000-8000-000000000001",
         "ledger":"main","amount":{"amount":"10.50","currency":"USD"},
         "counterpartyAccountId":"aaaaaaaa-0000-4000-8000-000000000002","reference":"r","part":"credit"}
        """;

    const string Other = "\"cccccccc-0000-4000-8000-000000000009\"";

    /// <summary>What of the original is broken; what the edit sets; what is refused.</summary>
    [Theory]
    [InlineData("", "reference", "\"other\"", "")]
    [InlineData("", "amount", """{"currency":"USD","amount":"10.50"}""", "")]
    [InlineData("", "amount", """{"amount":"99.00","currency":"USD"}""", "body.amount")]
    [InlineData("", "amount", """{"amount":"10.50","currency":"EUR"}""", "body.amount")]
    [InlineData("", "accountId", Other, "body.accountId")]
    [InlineData("", "transactionId", Other, "body.transactionId")]
    [InlineData("", "counterpartyAccountId", Other, "body.counterpartyAccountId")]
    [InlineData("", "part", "\"fee\"", "body.part")]
    [InlineData("", "ledger", "\"other\"", "body.ledger")]
    [InlineData("reference", "reference", "\"mended\"", "")]
    [InlineData("reference", "amount", """{"amount":"99.00","currency":"USD"}""", "body.amount")]
    [InlineData("reference", "accountId", Other, "body.accountId")]
    [InlineData("reference", "transactionId", Other, "body.transactionId")]
    [InlineData("counterpartyAccountId", "counterpartyAccountId", Other, "")]
    [InlineData("amount", "reference", "\"mended\"", "body.amount")]
    [InlineData("accountId", "reference", "\"mended\"", "body.accountId")]
    [InlineData("transactionId", "reference", "\"mended\"", "body.transactionId")]
    public void Should_refuse_what_changes_the_money(string broken, string member, string value, string refused)
    {
        var original = JsonNode.Parse(Credit)!;
        if (broken != "")
            original[broken] = 7;

        Assert.Equal(refused, Violations(original.ToJsonString(), Edited(member, value)));
    }

    [Theory]
    [InlineData("amount")]
    [InlineData("accountId")]
    [InlineData("transactionId")]
    public void Should_refuse_what_was_not_there(string member)
    {
        var original = JsonNode.Parse(Credit)!.AsObject();
        original.Remove(member);

        Assert.Equal($"body.{member}", Violations(original.ToJsonString(), Credit));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"amount":1,"amount":2}""")]
    public void Should_refuse_when_nothing_is_known_of_the_original(string original) =>
        Assert.Contains("body.accountId,body.amount", Violations(original, Credit));

    [Fact]
    public void Should_let_the_limits_of_an_account_be_mended()
    {
        const string Limits = """
            {"accountId":"aaaaaaaa-0000-4000-8000-000000000001","dailyLimit":"5","removed":"none"}
            """;
        var (original, other) = (Limits.Replace("\"5\"", "\"x\""), Limits.Replace("0001\"", "0002\""));

        Assert.Equal("", Violations(original, Limits, "account.change_limits.v1"));
        Assert.Equal("body.accountId", Violations(original, other, "account.change_limits.v1"));
    }

    static string Edited(string member, string value)
    {
        var edited = JsonNode.Parse(Credit)!;
        edited[member] = JsonNode.Parse(value);
        return edited.ToJsonString();
    }

    static string Violations(string original, string edited, string contract = "account.credit.v1")
    {
        Assert.True(new FakeEngine().Contracts.TryFind(contract, out var type));
        var message = type.Read(Encoding.UTF8.GetBytes(edited));
        var violations = MoneyBinding.Violations(type, Encoding.UTF8.GetBytes(original), message);
        return string.Join(',', violations.Select(violation => violation.Field).Order(StringComparer.Ordinal));
    }
}
