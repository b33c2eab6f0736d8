using System.Net;
using System.Text;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres.Log;

namespace BillingEngine.Domain.Tests.Api;

public sealed class EventTests(TestApi api) : IClassFixture<TestApi>
{
    const string Path = "/v1/events";

    static readonly LogPosition Next = LogPosition.Of(new(3, 8), new(17, 1));

    static readonly StoredEvent Suspended = new(
        Partition: 3,
        Position: 8,
        Guid.Parse(Samples.WalletId),
        StreamVersion: 2,
        "account.suspended.v1",
        Encoding.UTF8.GetBytes("""{"reason":"checks"}"""),
        new(Guid.Parse(Samples.CardId), CausationId: null, Guid.Parse(Samples.CardId), "c"),
        Samples.At);

    [Fact]
    public async Task Should_show_events_as_they_are_stored_and_where_to_go_on()
    {
        api.EventLog.Slice = new([Suspended], Next, IsAtEnd: true);

        var answer = await api.Get(Path);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            Samples.OneLine($$"""
                {"items":[
                {"partition":3,"position":8,"streamId":"{{Samples.WalletId}}","streamVersion":2,
                "type":"account.suspended.v1","data":{"reason":"checks"},
                "metadata":{"messageId":"{{Samples.CardId}}","correlationId":"c",
                "conversationId":"{{Samples.CardId}}"},
                "occurredAt":"2026-03-04T05:06:07Z"}
                ],"nextPosition":"{{Next}}"}
                """),
            answer.Text);
        Assert.Equal(new LogQuery(LogPosition.Start, EventTypes.All, LogScope.All, 50), api.EventLog.Asked);
    }

    [Fact]
    public async Task Should_always_tell_where_to_go_on()
    {
        api.EventLog.Slice = new([], Next, IsAtEnd: true);

        Assert.Equal($$"""{"items":[],"nextPosition":"{{Next}}"}""", (await api.Get(Path)).Text);
        Assert.Equal($$"""{"items":[],"nextPosition":"{{Next}}"}""", (await api.Get($"{Path}?after={Next}")).Text);
        Assert.Equal(Next, api.EventLog.Asked!.After);
    }

    [Theory]
    [InlineData("account.debited.v1", "account.debited.v1", "")]
    [InlineData("account.debited.v1,card.issued.v1", "account.debited.v1,card.issued.v1", "")]
    [InlineData("account.*", "", "account.")]
    [InlineData("transaction.*,account.hold_placed.v1", "account.hold_placed.v1", "transaction.")]
    public async Task Should_understand_types(string query, string names, string prefixes)
    {
        api.EventLog.Slice = new([Suspended], Next, IsAtEnd: true);

        await api.Get($"{Path}?type={query}");

        Assert.Equal(
            (names, prefixes),
            (string.Join(',', api.EventLog.Asked!.Types.Names), string.Join(',', api.EventLog.Asked.Types.Prefixes)));
    }

    [Fact]
    public async Task Should_look_for_a_transaction_where_it_can_have_left_something()
    {
        var id = Guid.Parse(Samples.TransactionId);
        var transaction = Samples.Completed;

        await api.Get($"{Path}?transactionId={id}");

        var scope = Assert.IsType<LogScope.Movement>(api.EventLog.Asked!.Scope);
        Assert.Equal(id, scope.StreamId);
        Assert.Equal(
            [
                transaction.SourceAccountId,
                transaction.DestinationAccountId,
                DeterministicId.FeeAccount(transaction.Ledger, transaction.Amount.Currency),
            ],
            scope.OtherStreams);
        Assert.Equal(8, scope.OnceKeys.Distinct().Count());
        Assert.Contains(MovementKey.Of(id, MovementPart.Fee, isReversal: true), scope.OnceKeys);
    }

    [Fact]
    public async Task Should_look_in_one_account_only_when_that_is_asked_for()
    {
        await api.Get($"{Path}?accountId={Samples.WalletId}");
        Assert.Equal(new LogScope.OneSubject(Guid.Parse(Samples.WalletId)), api.EventLog.Asked!.Scope);

        await api.Get($"{Path}?accountId={Samples.WalletId}&transactionId={Samples.TransactionId}");
        var both = Assert.IsType<LogScope.Movement>(api.EventLog.Asked.Scope);
        Assert.Null(both.StreamId);
        Assert.Equal([Guid.Parse(Samples.WalletId)], both.OtherStreams);
    }

    [Theory]
    [InlineData("after=", "after")]
    [InlineData("after=nonsense", "after")]
    [InlineData("after=AQ&after=AQ", "after")]
    [InlineData("type=account.debited", "type")]
    [InlineData("type=account.debited.v9", "type")]
    [InlineData("type=account.debit.v1", "type")]
    [InlineData("type=nothing.*", "type")]
    [InlineData("type=*", "type")]
    [InlineData("type=.*", "type")]
    [InlineData("type=", "type")]
    [InlineData("type=account.debited.v1,", "type")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("wait=31", "wait")]
    [InlineData("wait=-1", "wait")]
    [InlineData("wait=1.5", "wait")]
    [InlineData("accountId=7", "accountId")]
    [InlineData("transactionId=7", "transactionId")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("from=2026-03-04T05:06:07Z", "from")]
    public async Task Should_refuse_what_it_does_not_understand(string query, string field)
    {
        var answer = await api.Get($"{Path}?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, "validation_failed"), (answer.Status, answer.Code));
        Assert.Equal(field, answer.Fields);
    }

    [Fact]
    public async Task Should_refuse_a_position_of_another_log()
    {
        api.EventLog.Slice = null;

        var answer = await api.Get($"{Path}?after={Next}&wait=5");

        Assert.Equal((HttpStatusCode.BadRequest, "after"), (answer.Status, answer.Fields));
    }

    [Fact]
    public async Task Should_describe_what_it_answers()
    {
        api.EventLog.Slice = new([Suspended], Next, IsAtEnd: true);
        var answer = (await api.Get(Path)).Json;
        var schema = await DescriptionTests.Schema(api, "Events");
        var item = schema.GetProperty("properties").GetProperty("items").GetProperty("items");

        Assert.Equal(DescriptionTests.Members(schema), DescriptionTests.Names(answer));
        Assert.Equal(DescriptionTests.Members(item), DescriptionTests.Names(answer.GetProperty("items")[0]));
    }
}
