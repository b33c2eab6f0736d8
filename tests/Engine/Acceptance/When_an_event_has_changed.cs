using System.Globalization;
using System.Text;
using System.Text.Json;
using BillingEngine.Messaging.Endpoints;
using BillingEngine.Messaging.InMemory;
using BillingEngine.Messaging.Serialization;

namespace BillingEngine.Engine.Tests.Acceptance;

/// <summary>
/// A meter told its reading as a text once, then as a number with its unit, and tells it in watt-hours today. Each
/// version of the software has written to the same database.
/// </summary>
public sealed class When_an_event_has_changed
{
    static readonly Guid Meter = Keys.Of(1);

    static readonly EarlierContract First = new("meter.read.v1", static json =>
    {
        var words = json["Reading"]!.GetValue<string>().Split(' ');
        return new()
        {
            ["MeterId"] = json["MeterId"]!.DeepClone(),
            ["Amount"] = long.Parse(words[0], CultureInfo.InvariantCulture),
            ["Unit"] = words[1],
        };
    });

    static readonly EarlierContract Second = new("meter.read.v2", static json =>
    {
        var factor = json["Unit"]!.GetValue<string>() == "kWh" ? 1_000 : 1;
        return new()
        {
            ["MeterId"] = json["MeterId"]!.DeepClone(),
            ["WattHours"] = json["Amount"]!.GetValue<long>() * factor,
        };
    });

    readonly InMemoryDatabase _database = new();

    [Fact]
    public async Task Should_be_folded_beside_those_of_its_earlier_versions()
    {
        await Run(
            new MetersYesterday(),
            AsOf("v1"),
            new MetersYesterday.Tell(Meter, "12 kWh"),
            new MetersYesterday.Tell(Meter, "5 Wh"));

        var today = await Run(
            new MetersToday(), AsOf("v3", First, Second), new MetersToday.Tell(Meter, 30), new MetersToday.Sum(Meter));

        Assert.Equal(["12035 Wh after 3 readings"], today.Script.Lines);
        Assert.Equal(
            [
                """meter.read.v1 {"MeterId":"METER","Reading":"12 kWh"}""",
                """meter.read.v1 {"MeterId":"METER","Reading":"5 Wh"}""",
                """meter.read.v3 {"MeterId":"METER","WattHours":30}""",
            ],
            Stored());
    }

    [Fact]
    public async Task Should_stop_what_needs_it_when_nothing_tells_how_to_read_it()
    {
        await Run(new MetersYesterday(), AsOf("v1"), new MetersYesterday.Tell(Meter, "12 kWh"));

        var today = await Run(new MetersToday(), AsOf("v3", Second), new MetersToday.Sum(Meter));

        Assert.Empty(today.Script.Lines);
        Assert.Contains(
            "meter.read.v1",
            Assert.Single(_database.FailedMessages).ExceptionMessage,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("meter.read.v1", """{"MeterId":"METER","Reading":"12 kWh"}""")]
    [InlineData("meter.read.v2", """{"MeterId":"METER","Amount":12000,"Unit":"Wh"}""")]
    [InlineData("meter.read.v3", """{"MeterId":"METER","WattHours":12000}""")]
    public void Should_be_the_same_in_every_version(string name, string stored)
    {
        Assert.True(Types().TryFind(name, out var type));

        Assert.Equal(new MetersToday.MeterRead(Meter, 12_000), type.Read(Bytes(stored)));
        Assert.Equal((name, name != "meter.read.v3"), (type.Name, type.IsEarlier));
    }

    [Theory]
    [InlineData("meter.read.v1", """{"MeterId":"METER","Reading":"much"}""")]
    [InlineData("meter.read.v1", """{"MeterId":"METER"}""")]
    [InlineData("meter.read.v1", """{"MeterId":7,"Reading":"12 kWh"}""")]
    [InlineData("meter.read.v2", "[]")]
    [InlineData("meter.read.v2", "null")]
    [InlineData("meter.read.v2", "{")]
    public void Should_be_refused_when_it_is_not_what_was_stored(string name, string stored)
    {
        Assert.True(Types().TryFind(name, out var type));

        Assert.ThrowsAny<JsonException>(() => type.Read(Bytes(stored)));
    }

    [Fact]
    public void Should_be_written_as_it_is_today()
    {
        var types = Types();
        Assert.True(types.TryFind("meter.read.v1", out var first));

        Assert.Equal("meter.read.v3", types.Of(new MetersToday.MeterRead(Meter, 1)).Name);
        using var writer = new Utf8JsonWriter(Stream.Null);
        Assert.Throws<InvalidOperationException>(() => first.Write(writer, new MetersToday.MeterRead(Meter, 1)));
    }

    [Fact]
    public void Should_not_take_the_name_of_another()
    {
        var twice = Assert.Throws<ArgumentException>(() => Types(First, First));

        Assert.Contains("meter.read.v1", twice.Message, StringComparison.Ordinal);
    }

    async Task<World> Run(object software, Func<MessageContract, MessageContract> versions, params ICommand[] commands)
    {
        var meters = new EndpointDefinition("meters");
        meters = software is MetersToday
            ? meters.AddHandler<MetersToday.Handler>()
            : meters.AddHandler<MetersYesterday.Handler>();
        var world = new World(software, meters) { Database = _database, Versions = versions };
        var engine = await world.Engine();
        foreach (var command in commands)
            await engine.SendAndDrain(command);
        await world.Crash(engine);
        return world;
    }

    IEnumerable<string> Stored() => _database.Streams[Meter].Select(stored =>
        $"{stored.Type} "
        + Encoding.UTF8.GetString(stored.Data.Span).Replace(Meter.ToString(), "METER", StringComparison.Ordinal));

    static Func<MessageContract, MessageContract> AsOf(string version, params EarlierContract[] earlier) => contract =>
        contract.Type.Name == "MeterRead"
            ? contract with { Name = $"meter.read.{version}", Earlier = earlier }
            : contract;

    static MessageTypes Types() => Types(First, Second);

    static MessageTypes Types(params EarlierContract[] earlier) => new(
        [
            new MessageModule(
                [new MessageContract("meter.read.v3", typeof(MetersToday.MeterRead)) { Earlier = earlier }],
                new TestJson()),
        ]);

    static byte[] Bytes(string stored) =>
        Encoding.UTF8.GetBytes(stored.Replace("METER", Meter.ToString(), StringComparison.Ordinal));
}
