using BillingEngine.Host;
using BillingEngine.Messaging.Engine;
using BillingEngine.Postgres.Verification;
using Npgsql;

namespace BillingEngine.Integration.Tests.ReadModels;

/// <summary>Random commands through the engine; then the tables must say what a fold of the events says.</summary>
[Trait("Category", "Slow")]
public sealed class When_read_models_are_written_with_the_events : IAsyncLifetime
{
    EngineUnderTest Engine { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Engine.DisposeAsync().AsTask();

    /// <summary>With one message per unit, each step of a movement is a unit of its own.</summary>
    [Theory]
    [InlineData(1, 1000)]
    [InlineData(7, 1000)]
    [InlineData(500, 1000)]
    [InlineData(50, 1)]
    public async Task Should_equal_a_fold_of_them(int batchSize, int messagesPerUnit)
    {
        await Engine.Start(new EngineOptions { BatchSize = batchSize, MessagesPerUnit = messagesPerUnit });
        await Live(seed: 20250330 + batchSize);

        Assert.Empty((await Engine.Store.FailedMessages()).Select(failed => failed.Exception).Distinct());
        await using var pool = NpgsqlDataSource.Create(await Engine.ConnectionString());
        await (await Fold.OfAll(Engine.Storage)).Equals(pool);
        await HasHappened(pool);
        Assert.Empty(await Violations());
    }

    /// <summary>Whatever moment is looked at, each invariant holds: also while money is on its way.</summary>
    [Fact]
    public async Task Should_show_no_half_of_anything()
    {
        await Engine.Start(new EngineOptions { BatchSize = 20, MessagesPerUnit = 1 });
        using var looking = new CancellationTokenSource();
        var looks = 0;
        var looker = Task.Run(async () =>
        {
            while (!looking.IsCancellationRequested)
            {
                Assert.Empty(await Violations());
                looks++;
            }
        });

        await Live(seed: 7, () => looker.IsFaulted);
        await looking.CancelAsync();
        await looker;

        Assert.InRange(looks, 3, int.MaxValue);
    }

    async Task Live(int seed, Func<bool>? isOver = null)
    {
        var life = new RandomLife(seed);
        await Engine.Send(life.Opening());
        for (var round = 0; round < 15 && isOver?.Invoke() is not true; round++)
        {
            await Engine.Send(Enumerable.Range(0, 40).Select(_ => life.Next()).ToList());
            // A row that one unit leaves wrong could be put right by a later one.
            Assert.Empty(await Violations());
        }

        await Engine.Rest();
        await Engine.Stop();
    }

    async Task<List<string>> Violations() => await new Verifier(Composition.Invariants)
        .Run(await Engine.ConnectionString(), CancellationToken.None)
        .Where(finding => !finding.Holds)
        .Select(finding => finding.ToString())
        .ToListAsync();

    /// <summary>Were one of these missing, the rest would prove less than it says.</summary>
    static async Task HasHappened(NpgsqlDataSource pool)
    {
        var happened = await Rows.Texts(pool, """
            select distinct status || ' ' || type from transactions union select distinct entry from ledger_entries
            union select distinct 'card ' || status from cards union select distinct 'account ' || status from accounts
            """);
        string[] expected =
        [
            "completed topup", "completed withdrawal", "completed transfer", "completed payment", "completed refund",
            "failed topup", "failed withdrawal", "failed transfer", "failed payment", "failed refund",
            "authorized payment", "voided payment", "expired payment",
            "debit", "credit", "fee", "debit_reversal", "fee_reversal",
            "card issued", "card active", "card expired", "account active", "account frozen",
        ];
        Assert.Empty(expected.Except(happened));
    }
}
