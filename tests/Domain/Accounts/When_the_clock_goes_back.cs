using BillingEngine.Domain.Tests.Sagas;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Domain.Tests.Accounts;

/// <summary>
/// A clock is set, or another server takes over whose clock is behind. What an account decides, it decides by the time
/// of its last event at least: no day comes twice.
/// </summary>
public sealed class When_the_clock_goes_back : IAsyncLifetime
{
    static readonly TimeSpan UntilMidnight = TimeSpan.FromHours(12);

    BillingRun _run = null!;

    public async Task InitializeAsync()
    {
        _run = await BillingRun.Start();
        await _run.Send(Ledger.Opening);
        await _run.Send(Ledger.Limits(Ledger.Payer) with { DailyLimit = 30m });
    }

    public async Task DisposeAsync() => await _run.DisposeAsync();

    [Fact]
    public async Task Should_not_have_yesterday_s_limit_left()
    {
        await _run.SendAfter(UntilMidnight, Ledger.Transfer("today", 20m));

        await _run.Restart(after: TimeSpan.FromSeconds(-1));
        await _run.Send(Ledger.Transfer("yesterday", 20m));

        Assert.Equal(RefusalCodes.DailyLimitExceeded, await FailureOf("yesterday"));
        Assert.Equal(new DateOnly(2026, 3, 2), (await _run.AccountOf(Ledger.Payer)).Spending.Day);
    }

    [Fact]
    public async Task Should_have_no_event_before_the_last_one()
    {
        await _run.SendAfter(UntilMidnight, Ledger.Transfer("first", 1m));
        await _run.SendAfter(TimeSpan.FromHours(-6), Ledger.Transfer("second", 1m));
        await _run.Restart(after: TimeSpan.Zero);
        await _run.Send(Ledger.Transfer("third", 1m));
        await _run.SendAfter(TimeSpan.FromHours(7), Ledger.Transfer("fourth", 1m));

        foreach (var account in new[] { Ledger.Payer, Ledger.Shop })
        {
            var times = await _run.Storage.Events
                .ReadStream(account, fromVersion: 1, CancellationToken.None)
                .Select(stored => stored.OccurredAt)
                .ToListAsync();
            Assert.Equal(times.Order(), times);
            Assert.Equal(_run.Now, times[^1]);
        }
    }

    async Task<string> FailureOf(string key) => Assert
        .IsType<TransactionFailed>((await _run.StreamOf(Ledger.IdOf(key)))[^1]).Refusal.Code;
}
