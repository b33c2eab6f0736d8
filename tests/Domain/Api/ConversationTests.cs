using System.Net;
using System.Text;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;
using BillingEngine.Messaging.Tracing;
using BillingEngine.Postgres.Operations;

namespace BillingEngine.Domain.Tests.Api;

public sealed class ConversationTests(TestApi api) : IClassFixture<TestApi>
{
    const string Id = "aaaaaaaa-0000-4000-8000-000000000001";
    const string First = "aaaaaaaa-0000-4000-8000-000000000001";
    const string Second = "aaaaaaaa-0000-4000-8000-000000000002";
    const string Third = "aaaaaaaa-0000-4000-8000-000000000003";
    const string Path = $"/v1/ops/conversations/{Id}";
    const string TracePath = $"/v1/transactions/{Samples.TransactionId}/trace";

    [Fact]
    public async Task Should_tell_all_of_a_conversation()
    {
        api.Conversations.Found = new([Traced], IsCut: false);

        var answer = await api.Get(Path);

        Assert.Equal((HttpStatusCode.OK, Guid.Parse(Id)), (answer.Status, api.Conversations.Asked));
        Assert.Equal(Expected, answer.Text);
    }

    [Fact]
    public async Task Should_be_described_in_full()
    {
        api.Conversations.Found = new([Traced], IsCut: false);
        var conversation = (await api.Get(Path)).Json;
        var trace = (await api.Get(TracePath)).Json;
        var schema = await DescriptionTests.Schema(api, "Conversation");

        Assert.Equal(DescriptionTests.Members(schema), DescriptionTests.Names(conversation));
        Assert.Equal(
            DescriptionTests.Members(await DescriptionTests.Schema(api, "TransactionTrace")),
            DescriptionTests.Names(trace));
        foreach (var list in new[] { "messages", "waiting", "failed" })
        {
            var item = schema.GetProperty("properties").GetProperty(list).GetProperty("items");
            Assert.Equal(
                DescriptionTests.Members(item), DescriptionTests.Names(conversation.GetProperty(list)[0]));
        }
    }

    [Fact]
    public async Task Should_tell_of_messages_by_their_events_where_nothing_was_traced()
    {
        var untraced = Traced with { Messages = [], Waiting = [], Failures = [] };
        api.Conversations.Found = new([untraced], IsCut: true);

        var answer = (await api.Get(TracePath)).Json;

        Assert.False(answer.GetProperty("traced").GetBoolean());
        Assert.True(answer.GetProperty("truncated").GetBoolean());
        var conversation = answer.GetProperty("conversations")[0];
        Assert.False(conversation.GetProperty("traced").GetBoolean());
        var message = conversation.GetProperty("messages")[0];
        Assert.Equal(
            (Second, First, 1, "accounts"),
            (message.GetProperty("messageId").GetString(), message.GetProperty("causedBy").GetString(),
                message.GetProperty("depth").GetInt32(), message.GetProperty("endpoint").GetString()));
        Assert.Equal("null", message.GetProperty("type").GetRawText());
        Assert.Equal("account.debited.v1", message.GetProperty("events")[0].GetProperty("type").GetString());
    }

    [Theory]
    [InlineData(Path, "conversation_not_found")]
    [InlineData("/v1/ops/conversations/7", "conversation_not_found")]
    [InlineData("/v1/transactions/7/trace", "transaction_not_found")]
    [InlineData(TracePath, "transaction_not_found")]
    public async Task Should_say_what_is_not_on_record(string path, string code)
    {
        api.Conversations.Found = new([], IsCut: false);
        api.Engine.Transaction = null;

        var answer = await api.Get(path);

        Assert.Equal((HttpStatusCode.NotFound, code), (answer.Status, answer.Code));
        api.Engine.Transaction = Samples.Completed;
    }

    [Fact]
    public async Task Should_tell_of_a_transaction_without_any_trace()
    {
        api.Conversations.Found = new([], IsCut: false);

        var answer = await api.Get(TracePath);

        Assert.Equal(
            $$"""{"transactionId":"{{Samples.TransactionId}}","traced":false,"truncated":false,"conversations":[]}""",
            answer.Text);
    }

    static DateTimeOffset At { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    static Conversation Traced => new(
        Guid.Parse(Id),
        [
            new TracedMessage(Guid.Parse(First), "topup.request.v1", 16, null, "Send", IsReplay: false, At)
            {
                TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                Body = Encoding.UTF8.GetBytes("""{"amount":"1.00"}"""),
                Deliveries =
                [
                    Delivery(
                        StepOutcome.Handled,
                        new TracedSaga(
                            Guid.Parse(Third),
                            "topup",
                            Encoding.UTF8.GetBytes("""{"step":"a","same":1,"gone":2}"""),
                            Encoding.UTF8.GetBytes("""{"step":"b","same":1}"""))),
                ],
            },
            new TracedMessage(Guid.Parse(Second), "account.debit.v1", 0, Guid.Parse(First), "Reply", true, At)
            {
                DueAt = At.AddSeconds(1),
                Deliveries =
                [
                    Delivery(StepOutcome.AlreadyDone) with { ErrorType = "System.Exception", ErrorMessage = "no" },
                ],
            },
        ],
        [
            new StoredEvent(
                0, 7, Guid.Parse(Third), 3, "account.debited.v1", Encoding.UTF8.GetBytes("""{"a":1}"""),
                new(Guid.Parse(Second), Guid.Parse(First), Guid.Parse(Id), "c"),
                At),
        ],
        [new ConversationWait(Guid.Parse(Id), Guid.Parse(Third), 16, "t.v1", WaitKind.Parked, DueAt: null)],
        [
            new FailureOfConversation(
                Guid.Parse(Id), new FailureKey(Guid.Parse(Third), 0), "account.credit.v1", "failed", 2, At)
            {
                ExceptionType = "System.Exception",
                ExceptionMessage = "no",
            },
        ]);

    static TracedDelivery Delivery(StepOutcome outcome, params TracedSaga[] sagas) => new(
        At, TimeSpan.FromMicroseconds(1500), outcome, Attempts: 1, DelayedRetries: 2, FirstEvent: 0, Events: 0, sagas);

    static string Expected => string.Concat(
        $$"""{"conversationId":"{{Id}}","correlationId":"c","traceId":"0af7651916cd43dd8448eb211c80319c",""",
        """
        "traced":true,
        """,
        $$$"""
        "messages":[{"messageId":"{{{First}}}","causedBy":null,"depth":0,"type":"topup.request.v1","intent":"send",
        "endpoint":"transactions","partition":16,"sentAt":"2026-01-02T03:04:05Z","dueAt":null,"timeout":false,
        "replay":false,"body":{"amount":"1.00"},
        "deliveries":[{"startedAt":"2026-01-02T03:04:05Z","endedAt":"2026-01-02T03:04:05.0015Z",
        "durationMicroseconds":1500,"outcome":"handled","attempts":1,"delayedRetries":2,"error":null,
        "sagas":[{"sagaId":"{{{Third}}}","saga":"topup","before":{"step":"a","same":1,"gone":2},
        "after":{"step":"b","same":1},"changed":["step","gone"]}]}],"events":[]},
        {"messageId":"{{{Second}}}","causedBy":"{{{First}}}","depth":1,"type":"account.debit.v1","intent":"reply",
        "endpoint":"accounts","partition":0,"sentAt":"2026-01-02T03:04:05Z","dueAt":"2026-01-02T03:04:06Z",
        "timeout":false,"replay":true,"body":null,
        "deliveries":[{"startedAt":"2026-01-02T03:04:05Z","endedAt":"2026-01-02T03:04:05.0015Z",
        "durationMicroseconds":1500,"outcome":"alreadyDone","attempts":1,"delayedRetries":2,
        "error":{"type":"System.Exception","message":"no"},"sagas":[]}],
        "events":[{"type":"account.debited.v1","streamId":"{{{Third}}}","version":3,"position":7,
        "occurredAt":"2026-01-02T03:04:05Z","data":{"a":1}}]}],
        "waiting":[{"messageId":"{{{Third}}}","type":"t.v1","endpoint":"transactions","partition":16,"kind":"parked",
        "dueAt":null}],
        "failed":[{"id":"{{{Third}}}.0","messageId":"{{{Third}}}","type":"account.credit.v1","endpoint":"accounts",
        "status":"failed","failures":2,"failedAt":"2026-01-02T03:04:05Z","exceptionType":"System.Exception",
        "exceptionMessage":"no"}],"truncated":false}
        """.ReplaceLineEndings(""));
}
