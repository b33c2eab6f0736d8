using System.Net;
using BillingEngine.Messaging.Engine;

namespace BillingEngine.Domain.Tests.Api;

public sealed class FaultRuleTests(TestApi api) : IClassFixture<TestApi>
{
    const string Route = "/v1/ops/faults";

    [Fact]
    public async Task Should_add_show_and_remove_a_rule()
    {
        var added = await api.Post(Route, $$"""
            {"messageType":"account.credit.v1","accountId":"{{Samples.WalletId}}","times":3,"text":"a drill"}
            """);
        var rule = added.Json.GetProperty("id").GetInt32();
        var other = await api.Post(Route, $$"""{"accountId":"{{Samples.WalletId}}"}""");
        var listed = await api.Get(Route);
        var removed = await api.Send(HttpMethod.Delete, $"{Route}/{rule}", null, null);
        var again = await api.Send(HttpMethod.Delete, $"{Route}/{rule}", null, null);

        Assert.Equal((HttpStatusCode.Created, $"{Route}/{rule}"), (added.Status, added.Header("Location")));
        Assert.Equal(
            $"{{\"id\":{rule},\"messageType\":\"account.credit.v1\",\"accountId\":\"{Samples.WalletId}\","
            + "\"times\":3,\"text\":\"a drill\",\"struck\":0}",
            added.Text);
        Assert.Contains("\"messageType\":null", other.Text, StringComparison.Ordinal);
        Assert.Contains("\"times\":null,\"text\":null", other.Text, StringComparison.Ordinal);
        Assert.Contains(added.Text, listed.Text, StringComparison.Ordinal);
        Assert.Contains(other.Text, listed.Text, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, added.Text), (removed.Status, removed.Text));
        Assert.Equal((HttpStatusCode.NotFound, "fault_rule_not_found"), (again.Status, again.Code));
    }

    [Theory]
    [InlineData("{}", "messageType")]
    [InlineData("""{"times":1}""", "messageType")]
    [InlineData("""{"messageType":"account.credit"}""", "messageType")]
    [InlineData("""{"messageType":"Account.Credit.v1"}""", "messageType")]
    [InlineData("""{"messageType":""}""", "messageType")]
    [InlineData("""{"messageType":7}""", "messageType")]
    [InlineData("""{"accountId":"wallet-1"}""", "accountId")]
    [InlineData("""{"messageType":"account.credit.v1","times":0}""", "times")]
    [InlineData("""{"messageType":"account.credit.v1","times":-1}""", "times")]
    [InlineData("""{"messageType":"account.credit.v1","times":1000001}""", "times")]
    [InlineData("""{"messageType":"account.credit.v1","times":"1"}""", "times")]
    [InlineData("""{"messageType":"account.credit.v1","text":"a\nb"}""", "text")]
    [InlineData("""{"messageType":"account.credit.v1","always":true}""", "always")]
    [InlineData(
        """{"messageType":"moon.v1","accountId":"x","times":0,"text":""}""", "accountId,messageType,text,times")]
    public async Task Should_refuse_a_rule_and_name_what_is_wrong(string body, string fields)
    {
        var answer = await api.Post(Route, body);

        Assert.Equal((HttpStatusCode.BadRequest, fields), (answer.Status, answer.Fields));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("99999999999")]
    [InlineData("one")]
    public async Task Should_not_find_a_rule_that_is_none(string id)
    {
        var answer = await api.Send(HttpMethod.Delete, $"{Route}/{id}", null, null);

        Assert.Equal((HttpStatusCode.NotFound, "fault_rule_not_found"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Should_describe_a_rule_as_it_is_answered()
    {
        var schema = await DescriptionTests.Schema(api, "FaultRule");
        var rule = (await api.Post(Route, """{"messageType":"account.debit.v1"}""")).Json;

        Assert.Equal(DescriptionTests.Members(schema), DescriptionTests.Names(rule));
        Assert.Equal(DescriptionTests.Members(schema), DescriptionTests.Required(schema));
        Assert.All(rule.EnumerateObject(), member => DescriptionTests.AssertNullIsDescribed(schema, member));
    }
}

public sealed class FaultRulesAtTheirBoundTests(TestApi api) : IClassFixture<TestApi>
{
    [Fact]
    public async Task Should_refuse_one_rule_too_many()
    {
        for (var rule = 0; rule < FaultSwitch.MostRules; rule++)
            api.Faults!.Add("account.credit.v1", accountId: null, times: null, text: null);

        var answer = await api.Post("/v1/ops/faults", """{"messageType":"account.debit.v1"}""");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "fault_rules_full"), (answer.Status, answer.Code));
    }
}

public sealed class ApiWithoutFaults : TestApi
{
    internal override FaultSwitch? Faults => null;
}

public sealed class FaultsNotAllowedTests(ApiWithoutFaults api) : IClassFixture<ApiWithoutFaults>
{
    [Theory]
    [InlineData("GET", "/v1/ops/faults")]
    [InlineData("POST", "/v1/ops/faults")]
    [InlineData("DELETE", "/v1/ops/faults/1")]
    public async Task Should_say_how_to_allow_them(string method, string path)
    {
        var answer = await api.Send(
            new HttpMethod(method), path, method == "POST" ? "{}"u8.ToArray() : null, "application/json");

        Assert.Equal((HttpStatusCode.NotFound, "faults_not_allowed"), (answer.Status, answer.Code));
        Assert.Contains("--faults", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
