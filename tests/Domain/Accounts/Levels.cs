using BillingEngine.Accounts;
using BillingEngine.Messages;

namespace BillingEngine.Domain.Tests.Accounts;

/// <summary>Limits by level of identification, as a configuration would have them.</summary>
static class Levels
{
    static readonly CurrencyCode Jpy = new("JPY");

    public static LimitSchedule Schedule { get; } = new(
    [
        new((0, Wallet.Usd), new KycLimits(PerTransaction: 50m, Daily: 100m, Balance: 200m)),
        new((1, Wallet.Usd), new KycLimits(PerTransaction: 500m, Daily: 1_000m, Balance: 2_000m)),
        new((2, Wallet.Usd), new KycLimits(PerTransaction: 5_000m, Daily: 10_000m, Balance: 20_000m)),
        new((0, Jpy), new KycLimits(PerTransaction: 7_000m, Daily: 15_000m, Balance: 30_000m)),
        new((3, Jpy), new KycLimits(PerTransaction: null, Daily: 9_000_000m, Balance: null)),
    ]);
}
