using BillingEngine.Messages.Transactions;

namespace BillingEngine.ReadModels.Analytics;

/// <summary>What the transactions of a batch change of the numbers.</summary>
sealed class Tally
{
    public Dictionary<TotalKey, Amounts> Totals { get; } = [];

    public Dictionary<TimeKey, long> Times { get; } = [];

    public Dictionary<TurnoverKey, (long Count, decimal Volume)> Turnover { get; } = [];

    /// <summary>Takes a transaction from where it counted to where it counts now.</summary>
    /// <param name="before">Null: it did not count.</param>
    public void Move(TransactionSnapshot? before, TransactionSnapshot after)
    {
        if (before is not null)
            Count(before, -1);
        Count(after, 1);
        if (after.Status is TransactionStatus.Completed && before?.Status is not TransactionStatus.Completed)
            Complete(after);
    }

    void Count(TransactionSnapshot one, int sign)
    {
        var key = new TotalKey(one.Ledger, DayOf(one), one.Amount.Currency.Value, one.Type, one.Status);
        var total = Totals.GetValueOrDefault(key);
        Totals[key] = new(
            total.Count + sign, total.Volume + (sign * VolumeOf(one)), total.Fees + (sign * FeeOf(one)));
    }

    void Complete(TransactionSnapshot one)
    {
        var day = DayOf(one);
        var time = new TimeKey(one.Ledger, day, one.Type, TimeBuckets.Of(one.CompletedAt!.Value - one.CreatedAt));
        Times[time] = Times.GetValueOrDefault(time) + 1;
        foreach (var account in (ReadOnlySpan<Guid>)[one.SourceAccountId, one.DestinationAccountId])
        {
            Turn(new(account, day, "day", one.Ledger, one.Amount.Currency.Value), one);
            Turn(new(account, new(day.Year, day.Month, 1), "month", one.Ledger, one.Amount.Currency.Value), one);
        }
    }

    void Turn(TurnoverKey key, TransactionSnapshot one)
    {
        var (count, volume) = Turnover.GetValueOrDefault(key);
        Turnover[key] = (count + 1, volume + VolumeOf(one));
    }

    static DateOnly DayOf(TransactionSnapshot one) => DateOnly.FromDateTime(one.CreatedAt.UtcDateTime);

    /// <summary>What was moved, or would be: of a payment that was captured in part, that part.</summary>
    static decimal VolumeOf(TransactionSnapshot one) =>
        one is { Status: TransactionStatus.Completed, CapturedAmount: { } captured } ? captured : one.Amount.Amount;

    /// <summary>Earned; what a refund gave back is less than nothing.</summary>
    static decimal FeeOf(TransactionSnapshot one) => one switch
    {
        { Status: not TransactionStatus.Completed } or { Fee: null } => 0,
        { Type: TransactionType.Refund } => -one.Fee.Value,
        _ => one.Fee.Value,
    };

    public readonly record struct TotalKey(
        string Ledger, DateOnly Day, string Currency, TransactionType Type, TransactionStatus State);

    public readonly record struct TimeKey(string Ledger, DateOnly Day, TransactionType Type, int Bucket);

    public readonly record struct TurnoverKey(
        Guid AccountId, DateOnly Period, string Span, string Ledger, string Currency);

    public readonly record struct Amounts(long Count, decimal Volume, decimal Fees);
}
