using BillingEngine.Messaging.Engine;
using BillingEngine.Postgres;
using BillingEngine.ReadModels;
using Npgsql;

namespace BillingEngine.Integration.Tests.ReadModels;

public sealed class When_a_database_gets_its_journal
{
    const string Entries = "select row_to_json(e)::text from ledger_entries e order by account_id, position";

    /// <summary>As a database was before there was a table for them.</summary>
    const string Forget = """
        drop table ledger_entries;
        drop table cards;
        delete from schema_migrations where component = 'read_models' and number = 3;
        """;

    [Fact]
    public async Task Should_have_the_entries_of_all_that_was_moved_before()
    {
        await using var engine = new EngineUnderTest();
        await engine.Start(new EngineOptions());
        var life = new RandomLife(seed: 3);
        await engine.Send(life.Opening());
        for (var round = 0; round < 8; round++)
            await engine.Send(Enumerable.Range(0, 40).Select(_ => life.Next()).ToList());
        await engine.Rest();
        await engine.Stop();
        await using var pool = NpgsqlDataSource.Create(await engine.ConnectionString());
        var written = await Rows.Texts(pool, Entries);

        await Rows.Execute(pool, Forget);
        await Migrator.Migrate(pool, [PostgresStorage.Migrations, ReadModelModule.Migrations], CancellationToken.None);

        Assert.Equal(written, await Rows.Texts(pool, Entries));
        Assert.Contains(written, entry => entry.Contains("fee_reversal", StringComparison.Ordinal));
    }
}
