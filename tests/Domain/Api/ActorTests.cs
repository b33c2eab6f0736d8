using System.Net;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>The header that says who is behind a change.</summary>
public sealed class ActorTests(TestApi api) : IClassFixture<TestApi>
{
    const string Account = $"/v1/accounts/{Samples.WalletId}";
    const string Reason = """{"reason":"r"}""";

    public static TheoryData<string, string, string> Calls => new()
    {
        { "POST", "/v1/accounts", Samples.NewAccount() },
        { "POST", $"{Account}/activate", Reason },
        { "POST", $"{Account}/suspend", Reason },
        { "POST", $"{Account}/reactivate", Reason },
        { "POST", $"{Account}/freeze", Reason },
        { "POST", $"{Account}/unfreeze", Reason },
        { "POST", $"{Account}/close", Reason },
        { "PATCH", $"{Account}/limits", """{"kycLevel":1}""" },
        { "POST", $"{Account}/cards", "{}" },
        { "POST", $"{Account}/cards/{Samples.CardId}/activate", Reason },
        { "POST", $"{Account}/cards/{Samples.CardId}/suspend", Reason },
        { "POST", $"{Account}/cards/{Samples.CardId}/expire", Reason },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Should_be_on_every_change(string method, string path, string body)
    {
        await Send(method, path, body, "user:anna@example.org (via web)");

        Assert.Equal("user:anna@example.org (via web)", ActorOf(api.Engine.Command!));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Should_be_nobody_when_it_is_left_out(string method, string path, string body)
    {
        await Send(method, path, body, actor: null);

        Assert.Null(ActorOf(api.Engine.Command!));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Should_be_refused_when_it_cannot_be_used(string method, string path, string body)
    {
        foreach (var actor in new[] { "", new string('x', 129), "jürgen", "a\tb" })
        {
            var answer = await Send(method, path, body, actor);

            Assert.True(HttpStatusCode.BadRequest == answer.Status, $"'{actor}': {answer.Text}");
            Assert.Equal("X-Actor", answer.Fields);
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Should_be_described(string method, string path, string body)
    {
        Assert.NotEqual("", body);
        var template = path
            .Replace(Samples.WalletId, "{id}", StringComparison.Ordinal)
            .Replace(Samples.CardId, "{cardId}", StringComparison.Ordinal);
        var operation = (await api.Get("/openapi/v1.json")).Json
            .GetProperty("paths").GetProperty(template).GetProperty(method.ToLowerInvariant());

        Assert.Contains(
            operation.GetProperty("parameters").EnumerateArray(),
            parameter => parameter.GetProperty("name").GetString() == "X-Actor");
    }

    [Fact]
    public async Task Should_take_one_of_128_characters()
    {
        var answer = await Send("POST", $"{Account}/freeze", Reason, new string('~', 128));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Should_be_refused_when_it_is_given_twice()
    {
        var text = await api.SendRaw(
            "POST /v1/accounts HTTP/1.1", "Content-Type: application/json", "X-Actor: a", "X-Actor: b");

        Assert.Contains("\"X-Actor\":[\"must be given once\"]", text, StringComparison.Ordinal);
    }

    Task<Answer> Send(string method, string path, string body, string? actor) => api.Send(
        new HttpMethod(method),
        path,
        System.Text.Encoding.UTF8.GetBytes(body),
        "application/json",
        actor is null ? [] : [("X-Actor", actor)]);

    static string? ActorOf(Messaging.ICommand command) => command switch
    {
        CreateAccount create => create.Actor,
        ActivateAccount activate => activate.Actor,
        SuspendAccount suspend => suspend.Actor,
        ReactivateAccount reactivate => reactivate.Actor,
        FreezeAccount freeze => freeze.Actor,
        UnfreezeAccount unfreeze => unfreeze.Actor,
        CloseAccount close => close.Actor,
        ChangeAccountLimits change => change.Actor,
        IssueCard issue => issue.Actor,
        ActivateCard activate => activate.Actor,
        SuspendCard suspend => suspend.Actor,
        ExpireCard expire => expire.Actor,
        _ => throw new ArgumentException($"{command} has no actor."),
    };
}
