using System.Text;
using System.Text.RegularExpressions;
using BillingEngine.Host.Configuration;

namespace BillingEngine.Integration.Tests.Host;

public sealed class When_a_configuration_is_refused
{
    const string Limit = """{"kycLevel":0,"currency":"USD","daily":"1.00"}""";
    const string Fee = """{"type":"transfer","currency":"USD","accountKind":"user","fixed":"0.10"}""";

    const string Rule = """{"delayedRetries":3,"firstDelay":"PT10S"}""";
    const string SampleRule =
        "traces.sample must be a string from \"0\" to \"1\" with at most 6 decimals, such as \"0.1\"";
    const string RetentionRule = "traces.retention must be an ISO 8601 duration from P1D to P365D, such as P7D";
    const string FailuresRule = "failuresBeforeRateLimit must be a whole number from 1 to 1000000";
    const string LongestRule = "longestDelay must not be shorter than firstDelay";
    const string DelayRule = "firstDelay must be an ISO 8601 duration from PT0.001S to P30D, such as PT10S";
    const string StepLimitRule = "stepLimit must be an ISO 8601 duration from PT1S to P1D, such as PT30S";
    const string AmountRule = "daily must be a string of digits and at most one dot, such as \"10.00\"";
    const string PercentRule =
        "percent must be a string from \"0\" to \"100\" with at most 6 decimals, such as \"1.5\"";
    const string TooLarge = "daily must have at most 18 digits before the dot";
    const string KindRule = "accountKind must be one of business, merchant, user";
    const string RoundingRule = "rounding must be one of down, halfEven, halfUp, up";
    const string CodeRule = "a code is 3 to 12 characters of A-Z and 0-9";
    const string Known = "it is known already, with scale";
    const string UnknownCurrency =
        "currency is neither a currency of ISO 4217 nor among the assets; codes are upper case, as USD";

    [Theory]
    [InlineData("empty", "", "is not JSON at line 1, byte 1")]
    [InlineData("cut off", "{\n\"limits\":", "is not JSON at line 2, byte 10")]
    [InlineData("with a comment", "{} // mine", "is not JSON at line 1, byte 4")]
    [InlineData("a list", "[]", "must be a JSON object")]
    [InlineData("unknown member", """{"limit":[]}""", "limit is not known here")]
    [InlineData("given twice", """{"fees":[],"fees":[]}""", "fees must not be given twice")]
    [InlineData("limits as object", """{"limits":{}}""", "limits must be a list")]
    [InlineData("limits null", """{"limits":null}""", "limits must be a list")]
    [InlineData("a limit as text", """{"limits":["x"]}""", "limits[0] must be an object")]
    [InlineData("step limit as number", """{"stepLimit":30}""", "stepLimit must be a string")]
    [InlineData("step limit too short", """{"stepLimit":"PT0.9S"}""", StepLimitRule)]
    [InlineData("step limit too long", """{"stepLimit":"P1DT1S"}""", StepLimitRule)]
    [InlineData("step limit of no fixed length", """{"stepLimit":"P1M"}""", StepLimitRule)]
    [InlineData("step limit in words", """{"stepLimit":"30s"}""", StepLimitRule)]
    public void Should_refuse_a_file(string name, string json, string fault) => AssertFaults(name, json, fault);

    [Theory]
    [InlineData("traces as list", """{"traces":[]}""", "traces must be an object")]
    [InlineData("sample as number", """{"traces":{"sample":0.1}}""", "traces.sample must be a string")]
    [InlineData("sample above all", """{"traces":{"sample":"1.1"}}""", SampleRule)]
    [InlineData("sample too fine", """{"traces":{"sample":"0.0000001"}}""", SampleRule)]
    [InlineData("sample in percent", """{"traces":{"sample":"10%"}}""", SampleRule)]
    [InlineData("bodies as text", """{"traces":{"keepBodies":"no"}}""", "traces.keepBodies must be true or false")]
    [InlineData("kept too briefly", """{"traces":{"retention":"PT23H"}}""", RetentionRule)]
    [InlineData("kept for months", """{"traces":{"retention":"P1M"}}""", RetentionRule)]
    [InlineData("unknown member", """{"traces":{"keep":1}}""", "traces.keep is not known here")]
    public void Should_refuse_how_traces_are_kept(string name, string json, string fault) =>
        AssertFaults(name, json, fault);

    [Theory]
    [InlineData("unknown endpoint", "endpoint", "\"account\"", "endpoint names no endpoint that there is")]
    [InlineData("unknown contract", "messageType", "\"DebitAccount\"", "messageType names no contract that there is")]
    [InlineData("retries as text", "delayedRetries", "\"3\"", "delayedRetries must be a whole number from 0 to 100")]
    [InlineData("too many retries", "immediateRetries", "101", "immediateRetries must be a whole number from 0 to 100")]
    [InlineData("no failure at all", "failuresBeforeRateLimit", "0", FailuresRule)]
    [InlineData("no delay", "firstDelay", "\"PT0S\"", DelayRule)]
    [InlineData("shorter than the first", "longestDelay", "\"PT1S\"", LongestRule)]
    [InlineData("unknown member", "retries", "1", "retries is not known here")]
    public void Should_refuse_how_failures_are_dealt_with(string name, string member, string? json, string fault) =>
        AssertFaults(
            name, $"{{\"recoverability\":[{With(Rule, member, json)}]}}", Under("recoverability[0]", fault));

    [Fact]
    public void Should_refuse_a_rule_that_sets_nothing() => AssertFaults(
        "nothing",
        """{"recoverability":[{"endpoint":"accounts"}]}""",
        "recoverability[0] must have one of immediateRetries, delayedRetries, firstDelay, longestDelay, "
        + "failuresBeforeRateLimit, rateLimitWait");

    [Fact]
    public void Should_refuse_two_rules_for_the_same() => AssertFaults(
        "twice",
        """{"recoverability":[{"delayedRetries":1},{"delayedRetries":2}]}""",
        "recoverability[1] repeats recoverability[0]: its endpoint and messageType");

    [Theory]
    [InlineData("no level", "kycLevel", null, "kycLevel is required")]
    [InlineData("level too high", "kycLevel", "4", "kycLevel must be a whole number from 0 to 3")]
    [InlineData("level below zero", "kycLevel", "-1", "kycLevel must be a whole number from 0 to 3")]
    [InlineData("level as text", "kycLevel", "\"0\"", "kycLevel must be a whole number from 0 to 3")]
    [InlineData("no currency", "currency", null, "currency is required")]
    [InlineData("unknown currency", "currency", "\"usd\"", UnknownCurrency)]
    [InlineData("currency as number", "currency", "840", "currency must be a string")]
    [InlineData("no limit at all", "daily", null, "must have perTransaction, daily or balance")]
    [InlineData("amount as number", "daily", "1", "daily must be a string")]
    [InlineData("amount null", "daily", "null", "daily must be a string")]
    [InlineData("amount below zero", "daily", "\"-1\"", AmountRule)]
    [InlineData("amount with exponent", "daily", "\"1e3\"", AmountRule)]
    [InlineData("amount too fine", "daily", "\"1.005\"", "daily must have at most 2 decimals, as USD has")]
    [InlineData("amount too large", "daily", "\"1000000000000000000\"", TooLarge)]
    [InlineData("unknown member", "weekly", "\"1\"", "weekly is not known here")]
    [InlineData("case variant", "Daily", "\"1\"", "Daily is not known here")]
    public void Should_refuse_a_limit(string name, string member, string? json, string fault) =>
        AssertFaults(name, $"{{\"limits\":[{With(Limit, member, json)}]}}", Under("limits[0]", fault));

    [Theory]
    [InlineData("no type", "type", null, "type is required")]
    [InlineData("a top-up is free", "type", "\"topup\"", "type must be one of payment, transfer, withdrawal")]
    [InlineData("a refund is free", "type", "\"refund\"", "type must be one of payment, transfer, withdrawal")]
    [InlineData("type in capitals", "type", "\"Transfer\"", "type must be one of payment, transfer, withdrawal")]
    [InlineData("no kind", "accountKind", null, "accountKind is required")]
    [InlineData("kind that pays nothing", "accountKind", "\"external\"", KindRule)]
    [InlineData("unknown currency", "currency", "\"QQQ\"", UnknownCurrency)]
    [InlineData("no amount at all", "fixed", null, "must have fixed, percent or both")]
    [InlineData("fixed as number", "fixed", "0.1", "fixed must be a string")]
    [InlineData("fixed too fine", "fixed", "\"0.001\"", "fixed must have at most 2 decimals, as USD has")]
    [InlineData("percent as number", "percent", "1.5", "percent must be a string")]
    [InlineData("percent below zero", "percent", "\"-1\"", PercentRule)]
    [InlineData("percent above all", "percent", "\"100.1\"", PercentRule)]
    [InlineData("percent too fine", "percent", "\"0.0000001\"", PercentRule)]
    [InlineData("percent with its sign", "percent", "\"1.5%\"", PercentRule)]
    [InlineData("percent without a digit before the dot", "percent", "\".5\"", PercentRule)]
    [InlineData("percent without a digit after the dot", "percent", "\"5.\"", PercentRule)]
    [InlineData("percent empty", "percent", "\"\"", PercentRule)]
    [InlineData("minimum too fine", "minimum", "\"0.001\"", "minimum must have at most 2 decimals, as USD has")]
    [InlineData("rounding in another case", "rounding", "\"halfup\"", RoundingRule)]
    [InlineData("returned as text", "returnedOnRefund", "\"true\"", "returnedOnRefund must be true or false")]
    [InlineData("unknown member", "scale", "2", "scale is not known here")]
    public void Should_refuse_a_fee(string name, string member, string? json, string fault) =>
        AssertFaults(name, $"{{\"fees\":[{With(Fee, member, json)}]}}", Under("fees[0]", fault));

    [Theory]
    [InlineData("no code", """{"scale":0}""", "[0].code is required")]
    [InlineData("no scale", """{"code":"AAA"}""", "[0].scale is required")]
    [InlineData("scale too fine", """{"code":"AAA","scale":19}""", "[0].scale must be a whole number from 0 to 18")]
    [InlineData("code in lower case", """{"code":"aaa","scale":0}""", $"[0].code cannot be aaa: {CodeRule}")]
    [InlineData("code of ISO 4217", """{"code":"USD","scale":2}""", $"[0].code cannot be USD: {Known} 2")]
    [InlineData("twice", """{"code":"AAA","scale":1},{"code":"AAA","scale":2}""", $"[1].code cannot be AAA: {Known} 1")]
    [InlineData("unknown member", """{"code":"AAA","scale":0,"name":"x"}""", "[0].name is not known here")]
    public void Should_refuse_an_asset(string name, string asset, string fault) =>
        AssertFaults(name, $"{{\"assets\":[{asset}]}}", $"assets{fault}");

    [Fact]
    public void Should_refuse_what_contradicts_itself()
    {
        AssertFaults("limits", $"{{\"limits\":[{Limit},{Limit}]}}", "limits[1] repeats limits[0]: level 0 in USD");
        AssertFaults(
            "fees",
            $"{{\"fees\":[{Fee},{Fee}]}}",
            "fees[1] repeats fees[0]: the fee of one type, currency and accountKind");
        AssertFaults(
            "bounds",
            $"{{\"fees\":[{With(Fee, "minimum", "\"2\",\"maximum\":\"1\"")}]}}",
            "fees[0].minimum must not be above maximum");
    }

    [Fact]
    public void Should_name_all_mistakes_at_once() => AssertFaults(
        "all",
        """
        {
          "limits": [{ "kycLevel": 7, "currency": "USD", "daily": 5 }, {}],
          "fees": 7,
          "assets": [{ "code": "x" }],
          "stepLimit": 1,
          "more": 1
        }
        """,
        "assets[0].scale is required",
        $"assets[0].code cannot be x: {CodeRule}",
        "limits[0].kycLevel must be a whole number from 0 to 3",
        "limits[0].daily must be a string",
        "limits[1].kycLevel is required",
        "limits[1].currency is required",
        "limits[1] must have perTransaction, daily or balance",
        "fees must be a list",
        "stepLimit must be a string",
        "more is not known here");

    static void AssertFaults(string name, string json, params string[] expected)
    {
        ConfigurationFile.Read(Encoding.UTF8.GetBytes(json), out var faults);
        Assert.True(expected.SequenceEqual(faults), $"{name}: {string.Join("; ", faults)}");
    }

    static string Under(string path, string fault) =>
        fault.StartsWith("must ", StringComparison.Ordinal) ? $"{path} {fault}" : $"{path}.{fault}";

    /// <summary>An object with one member set to a raw JSON value, or taken out when that is null.</summary>
    static string With(string item, string member, string? json)
    {
        var rest = Regex.Replace(item[1..^1], $"\"{member}\":(\"[^\"]*\"|[0-9]+),?", "").TrimEnd(',');
        return json is null ? $"{{{rest}}}" : $"{{{rest},\"{member}\":{json}}}";
    }
}
