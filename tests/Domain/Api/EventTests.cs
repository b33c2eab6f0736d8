using System.Net;
using System.Text;
using BillingEngine.Api.Events;
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
        Encoding.UTF8.GetBytes("""{"messageId":"m"}"""),
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
                "type":"account.suspended.v1","data":{"reason":"checks"},"metadata":{"messageId":"m"},
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
        Assert.Equal(new LogScope.Stream(Guid.Parse(Samples.WalletId)), api.EventLog.Asked!.Scope);

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

/// <summary>In real time, in steps of milliseconds.</summary>
public sealed class EventFollowerTests : IAsyncLifetime
{
    static readonly LogPosition One = LogPosition.At(0, 1);

    readonly FakeEventLog _log = new();
    readonly CancellationTokenSource _stop = new();
    readonly CancellationTokenSource _ending = new();
    readonly EventFollowers _followers;
    Task _looks = Task.CompletedTask;

    public EventFollowerTests() => _followers = new(_log, mostCallers: 1);

    public Task InitializeAsync()
    {
        _looks = Task.Run(() => _followers.Run(_stop.Token));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _looks;
        _followers.Dispose();
        _stop.Dispose();
        _ending.Dispose();
    }

    [Fact]
    public async Task Should_answer_at_once_what_is_there()
    {
        _log.Slice = new([], One, IsAtEnd: false);

        Assert.Equal(new Followed.Found(_log.Slice), await Follow(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Should_answer_as_soon_as_something_comes()
    {
        var waiting = Follow(TimeSpan.FromSeconds(30));
        await Waits();

        var slice = new LogSlice([], One, IsAtEnd: false);
        (_log.Slice, _log.Position) = (slice, One);
        _followers.LookSoon();

        Assert.Equal(new Followed.Found(slice), await waiting);
        Assert.Equal(0, _followers.Waiting);
    }

    [Fact]
    public async Task Should_notice_what_others_commit()
    {
        var waiting = Follow(TimeSpan.FromSeconds(30));
        await Waits();

        (_log.Slice, _log.Position) = (new([], One, IsAtEnd: false), One);

        Assert.IsType<Followed.Found>(await waiting);
    }

    [Fact]
    public async Task Should_not_read_again_until_the_log_has_moved()
    {
        await Follow(TimeSpan.FromSeconds(1));

        Assert.Equal(1, _log.Reads);
    }

    [Fact]
    public async Task Should_answer_where_it_is_when_nothing_that_is_wanted_has_come()
    {
        var waiting = Follow(TimeSpan.FromMilliseconds(800));
        await Waits();
        (_log.Slice, _log.Position) = (new([], One, IsAtEnd: true), One);

        Assert.Equal(One, Assert.IsType<Followed.Found>(await waiting).Slice.Next);
        Assert.Equal(2, _log.Reads);
    }

    [Fact]
    public async Task Should_not_let_any_number_wait()
    {
        var waiting = Follow(TimeSpan.FromSeconds(30));
        await Waits();

        Assert.IsType<Followed.TooMany>(await Follow(TimeSpan.FromSeconds(30)));
        Assert.IsType<Followed.Found>(await Follow(TimeSpan.Zero));

        await _ending.CancelAsync();
        Assert.IsType<Followed.Found>(await waiting);
        Assert.Equal(0, _followers.Waiting);
    }

    Task<Followed> Follow(TimeSpan wait) => _followers.Follow(
        new LogQuery(LogPosition.Start, EventTypes.All, LogScope.All, 10),
        wait,
        TimeProvider.System,
        _ending.Token,
        CancellationToken.None);

    async Task Waits()
    {
        while (_followers.Waiting == 0)
            await Task.Delay(1);
    }
}
