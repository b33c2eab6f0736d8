using System.Text;
using System.Text.RegularExpressions;
using BillingEngine.Accounts;
using BillingEngine.Host.Configuration;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Tracing;

namespace BillingEngine.Integration.Tests.Host;

public sealed class When_a_configuration_is_read
{
    static readonly CurrencyCode Usd = new("USD");

    [Fact]
    public void Should_be_what_it_says()
    {
        var configuration = Read("""
            { "limits": [{"kycLevel": 0, "currency": "USD", "perTransaction": "500.00", "daily": "1000.00",
                          "balance": "2500.00"}],
              "fees": [{"type": "transfer", "currency": "USD", "accountKind": "user", "fixed": "0.10", "percent": "1.5",
                        "minimum": "0.25", "maximum": "20.00", "rounding": "halfUp", "returnedOnRefund": true},
                       {"type": "transfer", "currency": "USD", "accountKind": "business", "percent": "0.000001"},
                       {"type": "withdrawal", "currency": "POINTS", "accountKind": "merchant", "fixed": "0",
                        "rounding": "halfEven"}],
              "assets": [{"code": "POINTS", "scale": 0}],
              "stepLimit": "PT5S",
              "snapshots": {"every": 50},
              "traces": {"sample": "0.25", "keepBodies": false, "retention": "P30D"},
              "recoverability": [{"endpoint": "accounts", "messageType": "account.debit.v1", "immediateRetries": 0,
                        "delayedRetries": 5, "firstDelay": "PT0.5S", "longestDelay": "PT1M",
                        "failuresBeforeRateLimit": 3, "rateLimitWait": "PT2S"}, {"delayedRetries": 1}] }
            """);

        Assert.Equal(new KycLimits(500m, 1000m, 2500m), configuration.Limits.Of(AccountKind.User, 0, Usd));
        Assert.Equal(KycLimits.None, configuration.Limits.Of(AccountKind.User, 1, Usd));
        Assert.Equal(KycLimits.None, configuration.Limits.Of(AccountKind.Fee, 0, Usd));
        Assert.Equal(
            new FeeTariff(
                new FeeRule(0.10m, 1.5m, 0.25m, 20m, FeeRounding.HalfUp, Scale: 2, ReturnedOnRefund: true),
                Merchant: null,
                new FeeRule(0m, 0.000001m, null, null, FeeRounding.HalfUp, Scale: 2, ReturnedOnRefund: false)),
            configuration.Rules.FeesOf(TransactionType.Transfer, Usd));
        Assert.Equal(
            new FeeTariff(
                null, new FeeRule(0m, 0m, null, null, FeeRounding.HalfEven, Scale: 0, ReturnedOnRefund: false), null),
            configuration.Rules.FeesOf(TransactionType.Withdrawal, new CurrencyCode("POINTS")));
        Assert.Null(configuration.Rules.FeesOf(TransactionType.Payment, Usd));
        Assert.Equal(TimeSpan.FromSeconds(5), configuration.Rules.StepLimit);
        Assert.Equal(
            new TraceOptions { Sample = 0.25, KeepsBodies = false, Retention = TimeSpan.FromDays(30) },
            configuration.Traces);
        Assert.Equal(50, configuration.SnapshotEvery);
        Assert.Equal(
            [
                new RecoverabilityOverride("accounts", "account.debit.v1")
                {
                    ImmediateRetries = 0,
                    DelayedRetries = 5,
                    FirstDelay = TimeSpan.FromSeconds(0.5),
                    LongestDelay = TimeSpan.FromMinutes(1),
                    FailuresBeforeRateLimit = 3,
                    RateLimitWait = TimeSpan.FromSeconds(2),
                },
                new RecoverabilityOverride(null, null) { DelayedRetries = 1 },
            ],
            configuration.Recoverability);
        Assert.True(configuration.Currencies.TryFind("POINTS", out var points));
        Assert.Equal(0, points.Scale);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"limits":[],"fees":[],"assets":[]}""")]
    public void Should_change_nothing_where_it_says_nothing(string json)
    {
        var configuration = Read(json);

        Assert.Equal(KycLimits.None, configuration.Limits.Of(AccountKind.User, 0, Usd));
        Assert.Equal(TransactionRulesDefault, (configuration.Rules.StepLimit, configuration.Rules.Fees.Count));
        Assert.Equal(CurrencyRegistry.Iso4217.All.Count(), configuration.Currencies.All.Count());
        Assert.Equal((new TraceOptions(), 0), (configuration.Traces, configuration.Recoverability.Count));
        Assert.Equal(100, configuration.SnapshotEvery);
    }

    [Fact]
    public void Should_be_as_its_page_shows_it()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "configuration.md"));
        var sample = Regex.Match(page, "```json\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

        var configuration = Read(sample);

        Assert.Equal(500m, configuration.Limits.Of(AccountKind.User, 0, Usd).PerTransaction);
        Assert.Equal(1.5m, configuration.Rules.FeesOf(TransactionType.Transfer, Usd)!.User!.Percent);
        Assert.True(configuration.Currencies.TryFind("POINTS", out _));
        Assert.Equal((0.1, TimeSpan.FromDays(14)), (configuration.Traces.Sample, configuration.Traces.Retention));
        Assert.Equal("account.debit.v1", configuration.Recoverability[1].MessageType);
    }

    [Theory]
    [InlineData("\"every\":\"200\"", "snapshots.every must be a whole number from 0 to 100000")]
    [InlineData("\"every\":-1", "snapshots.every must be a whole number from 0 to 100000")]
    [InlineData("\"every\":100001", "snapshots.every must be a whole number from 0 to 100000")]
    [InlineData("\"all\":1", "snapshots.all is not known here")]
    public void Should_refuse_how_snapshots_are_taken(string member, string fault)
    {
        ConfigurationFile.Read(Encoding.UTF8.GetBytes($$$"""{"snapshots":{{{{member}}}}}"""), out var faults);

        Assert.Equal([fault], faults);
    }

    static (TimeSpan, int) TransactionRulesDefault => (TimeSpan.FromSeconds(30), 0);

    static BillingConfiguration Read(string json)
    {
        var configuration = ConfigurationFile.Read(Encoding.UTF8.GetBytes(json), out var faults);
        Assert.Empty(faults);
        return configuration;
    }

    static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "BillingEngine.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
