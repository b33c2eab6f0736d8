using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Description;

// Shapes for /openapi/v1.json only, as in ResponseBodies.cs.

sealed record DailyTotalsBody(string Ledger, DateOnly From, DateOnly To, IReadOnlyList<DailyTotalBody> Items);

[Description("Transactions of one day, currency and type.")]
sealed record DailyTotalBody(
    [property: Description("The day of the requests, in UTC.")] DateOnly Date,
    string Currency,
    TransactionType Type,
    long Count,
    long Completed,
    long Failed,
    [property: Description("Of the completed ones."), RegularExpression(Patterns.UnsignedAmount)] string Volume,
    [property: Description("Earned by the completed ones; of refunds, given back."),
        RegularExpression(Patterns.SignedAmount)] string Fees,
    [property: Description("The same by state, where there are any.")] IReadOnlyList<StateTotalBody> States);

sealed record StateTotalBody(
    TransactionStatus State,
    long Count,
    [property: Description("Moved; of those not completed, asked for."), RegularExpression(Patterns.UnsignedAmount)]
    string Volume,
    [property: RegularExpression(Patterns.SignedAmount)] string Fees);

sealed record SummaryBody(
    string Ledger,
    DateOnly From,
    DateOnly To,
    IReadOnlyList<CurrencySummaryBody> Currencies,
    [property: Description("Over all currencies.")] IReadOnlyList<CompletionTimesBody> CompletionTimes,
    [property: Description("What has not ended, whenever it was requested.")] IReadOnlyList<UnderWayBody> UnderWay);

sealed record CurrencySummaryBody(
    string Currency,
    [property: Description("Requested in the period.")] long Count,
    long Processing,
    long Completed,
    long Failed,
    long Authorized,
    long Voided,
    long Expired,
    [property: Description("Percent of those that have ended; null where none has.")] string? SuccessRate,
    [property: RegularExpression(Patterns.UnsignedAmount)] string Volume,
    [property: RegularExpression(Patterns.SignedAmount)] string Fees,
    [property: Description("Volume by completed transaction."), RegularExpression(Patterns.UnsignedAmount)]
    string? AverageAmount);

[Description("Within which time so many of 100 were completed; at most 3.125 % too long.")]
sealed record CompletionTimesBody(
    TransactionType Type, long Count, decimal? P50Seconds, decimal? P95Seconds, decimal? P99Seconds);

sealed record UnderWayBody(
    string Currency,
    TransactionStatus State,
    long Count,
    [property: RegularExpression(Patterns.UnsignedAmount)] string Volume);

sealed record TrendsBody(
    string Ledger,
    string? Currency,
    [property: Description("count, volume, fees or successRate.")] string Metric,
    [property: Description("Days of the moving average.")] int Window,
    DateOnly From,
    DateOnly To,
    IReadOnlyList<TrendPointBody> Items,
    [property: Description("All days together, against those before.")] PeriodTrendBody Period);

sealed record TrendPointBody(
    DateOnly Date, string? Value, string? MovingAverage, ChangeBody ChangeToDayBefore, ChangeBody ChangeToWeekBefore);

sealed record PeriodTrendBody(string? Value, PeriodValueBody Before, ChangeBody Change);

sealed record PeriodValueBody(DateOnly From, DateOnly To, string? Value);

sealed record ChangeBody(
    [property: Description("In points, of a rate.")] string? Absolute,
    [property: Description("Null where the base is zero.")] string? Percent);

sealed record TopAccountsBody(
    string Ledger,
    string Currency,
    [property: Description("volume or count.")] string By,
    DateOnly From,
    DateOnly To,
    [property: Description("The first first.")] IReadOnlyList<RankedAccountBody> Items);

sealed record RankedAccountBody(
    Guid AccountId,
    string OwnerId,
    AccountKind Kind,
    [property: Description("Completed transactions.")] long Count,
    [property: Description("In and out together."), RegularExpression(Patterns.UnsignedAmount)] string Volume);
