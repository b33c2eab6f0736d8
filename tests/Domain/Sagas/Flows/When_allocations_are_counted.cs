using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Sagas.Flows;

/// <summary>
/// What a movement costs in memory, from the request to the stored bytes, is bounded: a budget that is counted, not timed.
/// It includes what the in-memory store copies, and the tests' own replies.
/// </summary>
[Collection(nameof(Alone))]
public sealed class When_allocations_are_counted
{
    const int Movements = 100;

    // Without optimisation an asynchronous method allocates its state, waiting or not.
#if DEBUG
    const double Slack = 1.3;
#else
    const double Slack = 1;
#endif

    /// <summary>Bytes for each of a hundred movements in one unit of work.</summary>
    public static TheoryData<string, int> Budgets => new()
    {
        { "topup", 25_000 },
        { "transfer", 32_000 },
        { "payment", 32_000 },
    };

    [Theory]
    [MemberData(nameof(Budgets))]
    public async Task Should_stay_within_the_budget(string kind, int budget)
    {
        await using var run = await BillingRun.Start();
        await run.Send(Ledger.Opening);
        var round = 0;
        for (; round < 5; round++)
            await Measure(run, kind, round);

        var least = long.MaxValue;
        for (; round < 10; round++)
            least = Math.Min(least, await Measure(run, kind, round));

        Assert.True(
            least / Movements <= budget * Slack,
            $"A {kind} allocates {least / Movements:N0} bytes, above {budget:N0}.");
    }

    static async Task<long> Measure(BillingRun run, string kind, int round)
    {
        var requests = Enumerable.Range(0, Movements).Select(number => RequestOf(kind, $"{round}-{number}")).ToList();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await run.Send(requests);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    static ICommand RequestOf(string kind, string key) => kind switch
    {
        "topup" => Ledger.Topup(key, 0.01m),
        "transfer" => Ledger.Transfer(key, 0.01m),
        _ => Ledger.Payment(key, 0.01m),
    };
}

/// <summary>For tests that look at the whole process: no other runs meanwhile.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
