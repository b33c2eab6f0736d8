using BillingEngine.Accounts;
using BillingEngine.Host;
using BillingEngine.Integration.Tests.Storage;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Postgres;
using Npgsql;

namespace BillingEngine.Integration.Tests.ReadModels;

/// <summary>An account whose stream begins before it, with a snapshot after each third event.</summary>
public sealed class When_a_stream_is_read_as_it_was : IAsyncLifetime
{
    const int CreatedAs = 2;
    const int Topups = 9;

    static readonly Guid Wallet = new("a0000000-0000-4000-8000-000000000001");
    static readonly Guid External = DeterministicId.ExternalAccount("main", EngineUnderTest.Usd);

    NpgsqlDataSource? _database;

    EngineUnderTest Engine { get; } = new();

    NpgsqlDataSource Database => _database!;

    StreamHistory Streams => new(Database, new MessageTypes(Composition.Modules));

    public async Task InitializeAsync()
    {
        await Engine.Start(new EngineOptions { SnapshotEvery = 3 });
        await Engine.Do(
            new CancelMovement(Wallet, Some.Id(), MovementPart.Credit),
            new CreateAccount(
                Wallet, "main", "ada", "person", AccountKind.User, EngineUnderTest.Usd, Activate: true, null, null,
                null, KycLevel: 0, null, null));
        await Engine.Do(Enumerable.Range(0, Topups).Select(_ => new RequestTopup(
            Some.Id(), "k", "main", External, Wallet, new Money(1m, EngineUnderTest.Usd), null, null, null, "")));
        _database = NpgsqlDataSource.Create(await Engine.ConnectionString());
    }

    public async Task DisposeAsync()
    {
        await Database.DisposeAsync();
        await Engine.DisposeAsync();
    }

    [Fact]
    public async Task Should_be_no_account_before_it_was_created()
    {
        Assert.Null((await Read(CreatedAs - 1)).ToSnapshotIfCreated());
        Assert.Null((await Read(0)).ToSnapshotIfCreated());
        Assert.Equal(0m, (await Read(CreatedAs)).ToSnapshotIfCreated()!.Balance);
    }

    [Theory]
    [InlineData("with its snapshots", "select 1")]
    [InlineData("without any", "delete from snapshots")]
    [InlineData("with some that are broken", "update snapshots set state = 'x' where version in (6, 9)")]
    [InlineData("with some of another shape", "update snapshots set schema = 'account.0' where version in (3, 9)")]
    public async Task Should_be_what_its_events_made_it(string how, string change)
    {
        Assert.NotEqual("", how);
        await Rows.Execute(Database, change);
        var last = CreatedAs + 1 + Topups;

        for (var version = CreatedAs + 1; version <= last + 1; version++)
        {
            var found = await Read(version);
            Assert.Equal(Math.Min(version, last), found.Version);
            Assert.Equal(found.Version - CreatedAs - 1, found.State.Balance);
        }
    }

    [Fact]
    public async Task Should_count_what_happened_at_the_very_time()
    {
        var times = (await Streams.ReadEvents(Wallet, 0, 100, CancellationToken.None))
            .ToLookup(e => e.OccurredAt, e => e.StreamVersion);

        foreach (var time in times)
        {
            Assert.Equal(time.Max(), await VersionAt(time.Key));
            Assert.Equal(time.Min() - 1, await VersionAt(time.Key.AddMicroseconds(-1)));
        }

        Assert.Equal(0, await Streams.VersionAt(Some.Id(), times.First().Key, CancellationToken.None));
    }

    Task<Versioned<Account>> Read(int version) => Streams.Read<Account>(Wallet, version, CancellationToken.None);

    Task<int> VersionAt(DateTimeOffset at) => Streams.VersionAt(Wallet, at, CancellationToken.None);
}
