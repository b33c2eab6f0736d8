using System.Globalization;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using static BillingEngine.Domain.Tests.Accounts.AccountSpec;

namespace BillingEngine.Domain.Tests.Accounts;

/// <summary>A daily limit counts by calendar days of UTC, by when events have occurred.</summary>
public sealed class When_a_day_ends
{
    static readonly DateTimeOffset LateEvening = Time("2026-03-01T23:59:59.999Z");
    static readonly DateTimeOffset Midnight = Time("2026-03-02T00:00:00.000Z");
    static readonly DateOnly FirstOfMarch = new(2026, 3, 1);
    static readonly DateOnly SecondOfMarch = new(2026, 3, 2);

    /// <summary>All 100 of a day are spent at the first time; is there a new day's worth at the second?</summary>
    public static TheoryData<string, string, string, bool> Times => new()
    {
        { "the last millisecond", "2026-03-01T00:00:00.000Z", "2026-03-01T23:59:59.999Z", false },
        { "midnight", "2026-03-01T23:59:59.999Z", "2026-03-02T00:00:00.000Z", true },
        { "a tick before midnight", "2026-03-01T12:00:00Z", "2026-03-01T23:59:59.9999999Z", false },
        { "24 hours are no day", "2026-03-01T18:00:00Z", "2026-03-02T06:00:00Z", true },
        { "the last of February", "2026-02-28T23:00:00Z", "2026-03-01T00:00:00Z", true },
        { "28 February of a leap year", "2028-02-28T23:00:00Z", "2028-02-29T00:00:00Z", true },
        { "29 February", "2028-02-29T00:00:00Z", "2028-02-29T23:59:59Z", false },
        { "the day after 29 February", "2028-02-29T23:59:59Z", "2028-03-01T00:00:00Z", true },
        { "New Year's Eve", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z", true },
        { "the same date a year later", "2026-03-01T12:00:00Z", "2027-03-01T12:00:00Z", true },
        { "a later local date, but the same in UTC", "2026-03-01T20:00:00Z", "2026-03-02T01:00:00+02:00", false },
        { "the same local date, but a later one in UTC", "2026-03-01T20:00:00Z", "2026-03-01T23:00:00-05:00", true },
        { "an earlier local date, but the same in UTC", "2026-03-02T01:00:00Z", "2026-03-01T22:00:00-05:00", false },
        { "spent in local time", "2026-03-02T01:00:00+02:00", "2026-03-01T23:30:00Z", false },
        { "spent in local time, of the next day in UTC", "2026-03-01T23:00:00-05:00", "2026-03-02T12:00:00Z", false },
    };

    [Theory]
    [MemberData(nameof(Times))]
    public void Should_begin_anew_with_the_date_in_utc(string label, string spentAt, string now, bool isNewDay)
    {
        Assert.NotEmpty(label);
        var debited = Limited().At(Time(spentAt)).And(Wallet.Debited(100m, after: 900m)).At(Time(now));
        var held = Limited().At(Time(spentAt)).And(Wallet.HoldPlaced(100m, heldAfter: 100m)).At(Time(now));

        foreach (var wallet in new[] { debited, held })
        {
            if (isNewDay)
                Leaves(wallet, 100m);
            else
                Leaves(wallet, 0m);
        }
    }

    [Fact]
    public void Should_count_everything_of_the_new_day() => Leaves(
        Limited()
            .At(LateEvening).And(Wallet.Debited(90m, after: 910m))
            .At(Midnight).And(Wallet.Debited(20m, after: 890m))
            .At(Midnight.AddHours(5)).And(Wallet.Debited(30m, after: 860m))
            .At(Midnight.AddHours(23)),
        50m);

    [Fact]
    public void Should_get_nothing_of_the_new_day_back_for_a_hold_of_the_old_one_that_is_released() => Leaves(
        HeldBeforeAndSpentAfterMidnight().And(Wallet.HoldReleased(60m, heldAfter: 0m)), 30m);

    [Fact]
    public void Should_get_nothing_of_the_new_day_back_for_a_hold_of_the_old_one_that_expires() => Leaves(
        HeldBeforeAndSpentAfterMidnight().And(Wallet.HoldExpired(60m, heldAfter: 0m)), 30m);

    [Fact]
    public void Should_get_nothing_of_the_new_day_back_for_what_is_not_captured_of_a_hold_of_the_old_one() => Leaves(
        HeldBeforeAndSpentAfterMidnight().And(Wallet.Captured(10m, after: 920m)), 30m);

    [Fact]
    public void Should_not_count_a_hold_of_the_old_day_again_when_it_is_captured() => Leaves(
        Limited()
            .At(LateEvening).And(Wallet.HoldPlaced(60m, heldAfter: 60m))
            .At(Midnight).And(Wallet.Captured(60m, after: 940m)),
        100m);

    [Fact]
    public void Should_get_back_what_is_released_on_the_day_of_the_hold() => Leaves(
        Limited().And(Wallet.HoldPlaced(60m, heldAfter: 60m)).And(Wallet.HoldReleased(60m, heldAfter: 0m)), 100m);

    [Fact]
    public void Should_get_back_what_is_not_captured_on_the_day_of_the_hold() => Leaves(
        Limited().And(Wallet.HoldPlaced(60m, heldAfter: 60m)).And(Wallet.Captured(10m, after: 990m)), 90m);

    [Fact]
    public void Should_get_back_what_is_reversed_on_the_day_it_was_spent() => Leaves(
        Limited().And(Wallet.Debited(60m, after: 940m), Reversed(FirstOfMarch)), 100m);

    [Fact]
    public void Should_get_nothing_of_the_new_day_back_for_a_reversal_of_what_was_spent_on_the_old_one() => Leaves(
        Limited()
            .At(LateEvening).And(Wallet.Debited(60m, after: 940m))
            .At(Midnight).And(Wallet.Debited(70m, after: 870m), Reversed(FirstOfMarch)),
        30m);

    [Fact]
    public void Should_get_it_back_on_the_day_it_is_said_to_have_been_spent_on() => Leaves(
        Limited()
            .At(LateEvening).And(Wallet.Debited(70m, after: 930m))
            .At(Midnight).And(Wallet.Debited(60m, after: 870m), Reversed(SecondOfMarch)),
        100m);

    [Fact]
    public void Should_get_nothing_back_for_a_reversal_of_what_never_counted() => Leaves(
        Limited().And(Wallet.Debited(60m, after: 940m), Wallet.Reversed(60m, after: 1_000m)), 40m);

    [Fact]
    public void Should_say_on_a_reversal_what_day_it_was_told() => Limited()
        .And(Wallet.Debited(60m, after: 940m))
        .When(Wallet.Reverse(60m) with { SpentOn = FirstOfMarch })
        .Then(Reversed(FirstOfMarch) with { BalanceAfter = 1_000m });

    static AccountSpec HeldBeforeAndSpentAfterMidnight() => Limited()
        .At(LateEvening).And(Wallet.HoldPlaced(60m, heldAfter: 60m))
        .At(Midnight).And(Wallet.Debited(70m, after: 930m) with { TransactionId = Wallet.OtherTransaction });

    static AccountSpec Limited() => Given(
        Wallet.Created,
        Wallet.Activated,
        Wallet.Credited(1_000m, after: 1_000m),
        Wallet.LimitsChanged with { DailyLimit = 100m });

    static AccountDebitReversed Reversed(DateOnly spentOn) =>
        Wallet.Reversed(60m, after: 930m) with { SpentOn = spentOn };

    /// <summary>Exactly so much more can be spent on this day.</summary>
    static void Leaves(AccountSpec wallet, decimal amount)
    {
        if (amount > 0m)
            wallet.When(Another(amount)).ThenAccepted();
        wallet.When(Another(amount + 0.01m)).ThenRefused(RefusalCodes.DailyLimitExceeded, refusal => refusal with
        {
            Currency = Wallet.Usd,
            Requested = amount + 0.01m,
            Available = amount,
            Limit = 100m,
        });
    }

    static DebitAccount Another(decimal amount) =>
        Wallet.Debit(amount) with { TransactionId = Guid.Parse("bbbbbbbb-0000-4000-8000-000000000003") };

    static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
