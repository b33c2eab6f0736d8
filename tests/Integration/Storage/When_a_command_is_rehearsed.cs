using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BillingEngine.Integration.Tests.Storage;

public sealed partial class When_a_command_is_rehearsed : IAsyncLifetime
{
    /// <summary>With who wrote a row last, so that even an update to the same values shows.</summary>
    const string SelectEverything = """
        select string_agg(name || rows, e'\n' order by name) from (
            select table_name::text as name, query_to_xml(
                format('select xmin::text as writer, t.* from %I as t order by t::text', table_name),
                true, false, '')::text as rows
            from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
            union all
            select sequencename, last_value::text from pg_sequences) as everything
        """;

    const string EndAllOthers = """
        select count(pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
        """;

    readonly Guid _tap = Some.Id();
    IStorage _storage = null!;
    NpgsqlDataSource _pool = null!;

    PostgresStore Store { get; } = new();

    public async Task InitializeAsync()
    {
        _storage = await Store.Open();
        _pool = NpgsqlDataSource.Create(await Store.ConnectionString());
    }

    public async Task DisposeAsync()
    {
        await _pool.DisposeAsync();
        await Store.DisposeAsync();
    }

    [Fact]
    public async Task Should_change_no_row_in_any_table()
    {
        await LetDrip(times: 2);
        await using var sender = await Engine();
        var before = await Query(SelectEverything);

        var rehearsal = await sender.Rehearse(new Open(_tap), As(Some.Id()), CancellationToken.None);

        Assert.Null(rehearsal.Fault);
        Assert.Equal([new Dripped(3), new Dripped(4)], rehearsal.Events.Select(e => e.Event));
        Assert.Equal(new Opened(4), rehearsal.Requests[^1].Reply);
        Assert.All(
            ["<type>dripped</type>", "<saga>FlowSaga</saga>", "<type>late</type>", "<fingerprint>"],
            part => Assert.Contains(part, (string)before!, StringComparison.Ordinal));
        Assert.Equal(before, await Query(SelectEverything));
    }

    [Fact]
    public async Task Should_read_what_was_committed_just_before()
    {
        await using var owner = await Engine("taps");
        await using var sender = await Engine();
        await WaitForPartitions(owner);

        for (var number = 1; number <= 20; number++)
        {
            var rehearsal = await sender.Rehearse(new Drip(_tap), new SendOptions(), CancellationToken.None);
            Assert.Equal(new Dripped(number), Assert.Single(rehearsal.Events).Event);
            await owner.Session.Send(new Drip(_tap));
        }
    }

    [Fact]
    public async Task Should_connect_again_after_its_session_was_ended()
    {
        await LetDrip(times: 1);
        await using var sender = await Engine();
        await sender.Rehearse(new Drip(_tap), new SendOptions(), CancellationToken.None);
        await Query(EndAllOthers);

        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => sender.Rehearse(new Drip(_tap), new SendOptions(), CancellationToken.None));
        var rehearsal = await sender.Rehearse(new Drip(_tap), new SendOptions(), CancellationToken.None);

        Assert.Equal(new Dripped(2), Assert.Single(rehearsal.Events).Event);
    }

    /// <summary>Leaves events, an open saga, a message for later and a recorded reply.</summary>
    async Task LetDrip(int times)
    {
        await using var owner = await Engine("taps");
        await WaitForPartitions(owner);
        for (var number = 0; number < times; number++)
            await owner.Session.Send(new Drip(_tap));
        await owner.Session.Send(new Open(Some.Id()), As(Some.Id()));
    }

    Task<MessagingEngine> Engine(params string[] served) => Task.Run(() => MessagingEngine.Start(
        new EngineSetup
        {
            Modules =
            [
                new MessageModule(
                    [
                        new("open", typeof(Open)), new("opened", typeof(Opened)),
                        new("drip", typeof(Drip)), new("dripped", typeof(Dripped)), new("late", typeof(Late)),
                    ],
                    TapJson.Default),
            ],
            Endpoints = [new EndpointDefinition("taps").AddHandler<TapHandler>().AddSaga<FlowSaga>()],
            Served = served,
            Storage = _storage,
            Services = new ServiceCollection().BuildServiceProvider(),
            Logger = NullLogger.Instance,
        },
        CancellationToken.None));

    static async Task WaitForPartitions(MessagingEngine engine)
    {
        for (var waits = 0; engine.OwnedPartitions.Count == 0 && waits < 500; waits++)
            await Task.Delay(20);
    }

    static SendOptions As(Guid requestId)
    {
        var options = new SendOptions();
        options.SetRequestIdentity(requestId, "fingerprint");
        return options;
    }

    async Task<object?> Query(string sql)
    {
        await using var command = _pool.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    sealed record Open(Guid Tap) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Tap;
    }

    sealed record Drip(Guid Tap) : ICommand, IPartitioned
    {
        Guid IPartitioned.PartitionKey => Tap;
    }

    sealed record Opened(int Drops) : IMessage;

    sealed record Late : IMessage;

    sealed record Dripped(int Number) : IEvent;

    sealed record Tap(int Drops) : IEventSourced<Tap>
    {
        public static Tap Initial { get; } = new(0);

        static JsonTypeInfo<Tap> IEventSourced<Tap>.SnapshotJson => TapJson.Default.Tap;

        static string IEventSourced<Tap>.SnapshotSchema => "tap.1";

        static bool IEventSourced<Tap>.Opens(IEvent first) => first is Dripped;

        public Tap Evolve(IEvent e, DateTimeOffset at) => new(Drops + 1);
    }

    [JsonSerializable(typeof(Open))]
    [JsonSerializable(typeof(Opened))]
    [JsonSerializable(typeof(Drip))]
    [JsonSerializable(typeof(Dripped))]
    [JsonSerializable(typeof(Late))]
    [JsonSerializable(typeof(Tap))]
    sealed partial class TapJson : JsonSerializerContext;

    sealed class FlowData : ContainSagaData
    {
        public Guid Tap { get; set; }

        public int Drops { get; set; }
    }

    /// <summary>Lets two drops fall, then answers.</summary>
    sealed class FlowSaga : Saga<FlowData>, IAmStartedByMessages<Open>, IHandleMessages<Opened>, IHandleTimeouts<Late>
    {
        public async Task Handle(Open message, IMessageHandlerContext context)
        {
            await RequestTimeout(context, TimeSpan.FromHours(1), new Late());
            await context.Send(new Drip(message.Tap));
        }

        public Task Handle(Opened message, IMessageHandlerContext context) => ++Data.Drops < 2
            ? context.Send(new Drip(Data.Tap))
            : ReplyToOriginator(context, message);

        public Task Timeout(Late state, IMessageHandlerContext context) =>
            throw new InvalidOperationException("Too early.");

        protected override void ConfigureHowToFindSaga(SagaPropertyMapper<FlowData> mapper) => mapper
            .MapSaga(data => data.Tap)
            .ToMessage<Open>(message => message.Tap);
    }

    sealed class TapHandler(IAggregates aggregates) : IHandleMessages<Drip>
    {
        public async Task Handle(Drip message, IMessageHandlerContext context)
        {
            var tap = await aggregates.Load<Tap>(message.Tap, context.CancellationToken);
            aggregates.Append(tap, new Dripped(tap.State.Drops + 1));
            if (context.MessageHeaders.ContainsKey(Headers.OriginatingSagaId))
                await context.Reply(new Opened(tap.State.Drops + 1));
        }
    }
}
