using System.Globalization;
using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messaging.Engine;

namespace BillingEngine.Api.Operation;

/// <summary>GET and POST /v1/ops/faults, and DELETE /v1/ops/faults/{ruleId}</summary>
/// <param name="faults">Null where messages must not be made to fail, which is the ordinary case.</param>
sealed class FaultsEndpoint(FaultSwitch? faults = null)
{
    const string Route = "/v1/ops/faults";

    const int MostTimes = 1_000_000;

    public void Map(IEndpointRouteBuilder app)
    {
        app.Get(Route, GetRules)
            .Describes("getFaultRules", "The fault rules of this process", $"Oldest first. {Note}")
            .Answers<FaultRulesBody>(200, "All rules, with how often each has struck.")
            .Refuses(404);
        app.Post(Route, AddRule)
            .Describes("addFaultRule", "Make messages fail", $"""
                The next attempts to handle messages of that type, or about that account, fail in this process. {Note}
                """)
            .Takes<NewFaultRuleBody>(IdempotencyKeyUse.None)
            .AnswersAtOnce()
            .Answers<FaultRuleBody>(201, "The rule, in force.", ResponseHeaders.Location)
            .Refuses(400, 404, 413, 415, 422);
        app.Delete("/v1/ops/faults/{ruleId}", RemoveRule)
            .Describes("removeFaultRule", "Remove a fault rule", "What it has made fail is retried as ever.")
            .Answers<FaultRuleBody>(200, "The rule as it was.")
            .Refuses(404);
    }

    const string Note = "Only where the process was started with `--faults`, for tests and drills; 404 elsewhere.";

    public Task GetRules(HttpContext context) => faults is null
        ? context.Answer(Problem.FaultsNotAllowed())
        : context.Answer(StatusCodes.Status200OK, faults.Rules, WriteAll);

    public async Task AddRule(HttpContext context)
    {
        if (faults is null)
            await context.Answer(Problem.FaultsNotAllowed());
        else if (await JsonRequest.ReadOrRefuse(context, Parse) is { } asked)
            await Add(context, faults, asked);
    }

    public Task RemoveRule(HttpContext context)
    {
        if (faults is null)
            return context.Answer(Problem.FaultsNotAllowed());
        var ruleId = context.PathValue("ruleId");
        return int.TryParse(ruleId, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            && faults.Remove(id) is { } removed
                ? context.Answer(StatusCodes.Status200OK, removed, Write)
                : context.Answer(Problem.FaultRuleNotFound(ruleId));
    }

    static Task Add(HttpContext context, FaultSwitch faults, NewRule asked)
    {
        if (!faults.TryAdd(asked.MessageType, asked.AccountId, asked.Times, asked.Text, out var rule))
            return context.Answer(Problem.FaultRulesFull());
        context.Response.Headers.Location = $"{Route}/{rule.Id.ToString(CultureInfo.InvariantCulture)}";
        return context.Answer(StatusCodes.Status201Created, rule, Write);
    }

    static NewRule? Parse(Fields body)
    {
        var asked = new NewRule(
            body.OptionalText("messageType", TextRules.MaxName),
            body.OptionalId("accountId"),
            body.OptionalNumber("times", MostTimes),
            body.OptionalText("text", TextRules.MaxName));
        if (asked is { MessageType: null, AccountId: null } && !body.Errors.Concern("messageType", "accountId"))
            body.Errors.Add("messageType", "is required, unless there is an accountId");
        else if (asked.MessageType is { } type && Catalog.All.All(contract => contract.Name != type))
            body.Errors.Add("messageType", "is not the name of a message, such as account.credit.v1");
        if (asked.Times == 0)
            body.Errors.Add("times", $"must be a whole number from 1 to {MostTimes}");
        return body.AreValid() ? asked : null;
    }

    static void WriteAll(Utf8JsonWriter json, IReadOnlyList<FaultRule> rules)
    {
        json.WriteStartObject();
        json.WriteStartArray("items");
        foreach (var rule in rules)
            Write(json, rule);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, FaultRule rule)
    {
        json.WriteStartObject();
        json.WriteNumber("id", rule.Id);
        json.WriteString("messageType", rule.MessageType);
        json.WriteIdOrNull("accountId", rule.AccountId);
        if (rule.Times is { } times)
            json.WriteNumber("times", times);
        else
            json.WriteNull("times");
        json.WriteString("text", rule.Text);
        json.WriteNumber("struck", rule.Struck);
        json.WriteEndObject();
    }

    sealed record NewRule(string? MessageType, Guid? AccountId, int? Times, string? Text);
}
