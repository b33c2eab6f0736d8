using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using static BillingEngine.Domain.Tests.Accounts.AccountSpec;

namespace BillingEngine.Domain.Tests.Accounts;

public sealed class When_the_limits_of_an_account_change
{
    static readonly AccountLimitsChanged AllLimits = Wallet.LimitsChanged with
    {
        MinBalance = 10m,
        MaxBalance = 900m,
        CreditLimit = 40m,
        PerTransactionLimit = 50m,
        DailyLimit = 200m,
        KycLevel = 1,
    };

    static readonly IEvent[] Hundred = [Wallet.Created, Wallet.Activated, Wallet.Credited(100m, after: 100m)];

    static readonly IEvent[] Limited = [.. Hundred, AllLimits];

    /// <summary>One limit set, the others as they were.</summary>
    public static TheoryData<string, ChangeAccountLimits, AccountLimitsChanged> EachSet => new()
    {
        { "minimum", Wallet.ChangeLimits with { MinBalance = 5m }, AllLimits with { MinBalance = 5m } },
        { "maximum", Wallet.ChangeLimits with { MaxBalance = 800m }, AllLimits with { MaxBalance = 800m } },
        { "credit", Wallet.ChangeLimits with { CreditLimit = 30m }, AllLimits with { CreditLimit = 30m } },
        {
            "per transaction", Wallet.ChangeLimits with { PerTransactionLimit = 60m },
            AllLimits with { PerTransactionLimit = 60m }
        },
        { "daily", Wallet.ChangeLimits with { DailyLimit = 300m }, AllLimits with { DailyLimit = 300m } },
        { "level", Wallet.ChangeLimits with { KycLevel = 3 }, AllLimits with { KycLevel = 3 } },
    };

    public static TheoryData<AccountLimits, AccountLimitsChanged> EachRemoved => new()
    {
        { AccountLimits.MinBalance, AllLimits with { MinBalance = null } },
        { AccountLimits.MaxBalance, AllLimits with { MaxBalance = null } },
        { AccountLimits.CreditLimit, AllLimits with { CreditLimit = null } },
        { AccountLimits.PerTransactionLimit, AllLimits with { PerTransactionLimit = null } },
        { AccountLimits.DailyLimit, AllLimits with { DailyLimit = null } },
        {
            AccountLimits.MinBalance | AccountLimits.DailyLimit,
            AllLimits with { MinBalance = null, DailyLimit = null }
        },
    };

    [Theory]
    [MemberData(nameof(EachSet))]
    public void Should_set_one_and_leave_the_rest(
        string limit, ChangeAccountLimits command, AccountLimitsChanged changed)
    {
        Assert.NotEmpty(limit);
        Given(Limited).When(command).ThenOnce(changed);
    }

    [Theory]
    [MemberData(nameof(EachRemoved))]
    public void Should_remove_some_and_leave_the_rest(AccountLimits removed, AccountLimitsChanged changed) =>
        Given(Limited).When(Wallet.ChangeLimits with { Removed = removed }).ThenOnce(changed);

    [Fact]
    public void Should_set_all_at_once() => Given(Hundred)
        .When(Wallet.ChangeLimits with
        {
            MinBalance = 10m,
            MaxBalance = 900m,
            CreditLimit = 40m,
            PerTransactionLimit = 50m,
            DailyLimit = 200m,
            KycLevel = 1,
        })
        .ThenOnce(AllLimits);

    [Fact]
    public void Should_set_some_and_remove_others_in_one_go() => Given(Limited)
        .When(Wallet.ChangeLimits with { DailyLimit = 500m, Removed = AccountLimits.MaxBalance })
        .ThenOnce(AllLimits with { DailyLimit = 500m, MaxBalance = null });

    [Fact]
    public void Should_add_nothing_when_all_are_as_wanted()
    {
        Given(Limited).When(Wallet.ChangeLimits).ThenNothing();
        Given(Limited).When(Wallet.ChangeLimits with { DailyLimit = 200.00m, KycLevel = 1 }).ThenNothing();
        Given(Hundred).When(Wallet.ChangeLimits with { Removed = AccountLimits.MaxBalance }).ThenNothing();
    }

    /// <summary>An account with 100, of which 30 are held: 70 are available.</summary>
    public static TheoryData<string, ChangeAccountLimits, decimal?> Floors => new()
    {
        { "a minimum of just what is available", Wallet.ChangeLimits with { MinBalance = 70m }, null },
        { "a cent more", Wallet.ChangeLimits with { MinBalance = 70.01m }, 70.01m },
        { "more, with a credit line to match", Wallet.ChangeLimits with { MinBalance = 90m, CreditLimit = 20m }, null },
        {
            "more, with a credit line a cent short",
            Wallet.ChangeLimits with { MinBalance = 90m, CreditLimit = 19.99m },
            70.01m
        },
    };

    [Theory]
    [MemberData(nameof(Floors))]
    public void Should_never_put_the_floor_above_what_is_available(
        string label, ChangeAccountLimits command, decimal? refusedFloor)
    {
        Assert.NotEmpty(label);
        var wallet = Given([.. Hundred, Wallet.HoldPlaced(30m, heldAfter: 30m)]);

        if (refusedFloor is null)
            wallet.When(command).ThenOnce(Wallet.LimitsChanged with
            {
                MinBalance = command.MinBalance,
                CreditLimit = command.CreditLimit,
            });
        else
            wallet.When(command).ThenRefused(RefusalCodes.BalanceLimitExceeded, refusal => refusal with
            {
                Currency = Wallet.Usd,
                Available = 70m,
                Limit = refusedFloor,
            });
    }

    [Fact]
    public void Should_keep_the_credit_line_that_is_in_use()
    {
        var wallet = Given(
            Wallet.Created with { CreditLimit = 50m }, Wallet.Activated, Wallet.Debited(20m, after: -20m));

        wallet.When(Wallet.ChangeLimits with { CreditLimit = 20m })
            .ThenOnce(Wallet.LimitsChanged with { CreditLimit = 20m });
        wallet.When(Wallet.ChangeLimits with { Removed = AccountLimits.CreditLimit })
            .ThenRefused(RefusalCodes.BalanceLimitExceeded, refusal => refusal with
            {
                Currency = Wallet.Usd,
                Available = -20m,
                Limit = 0m,
            });
    }

    [Fact]
    public void Should_not_mind_how_deep_the_world_outside_is_without_a_minimum()
    {
        var world = Given(
            Wallet.Created with { Kind = AccountKind.External }, Wallet.Activated, Wallet.Debited(500m, after: -500m));

        world.When(Wallet.ChangeLimits with { CreditLimit = 1m })
            .ThenOnce(Wallet.LimitsChanged with { CreditLimit = 1m });
        world.When(Wallet.ChangeLimits with { MinBalance = -499m }).ThenRefusedWith(RefusalCodes.BalanceLimitExceeded);
    }

    [Fact]
    public void Should_refuse_a_minimum_above_the_maximum()
    {
        Given(Hundred).When(Wallet.ChangeLimits with { MinBalance = 51m, MaxBalance = 50m })
            .ThenRefused(RefusalCodes.BalanceLimitExceeded);
        Given(Limited).When(Wallet.ChangeLimits with { MaxBalance = 9m })
            .ThenRefused(RefusalCodes.BalanceLimitExceeded);
    }

    [Fact]
    public void Should_take_a_maximum_below_what_it_holds_and_then_only_give()
    {
        var wallet = Given(Hundred);
        wallet.When(Wallet.ChangeLimits with { MaxBalance = 60m })
            .ThenOnce(Wallet.LimitsChanged with { MaxBalance = 60m });

        var full = wallet.And(Wallet.LimitsChanged with { MaxBalance = 60m });
        full.When(Wallet.Debit(10m)).Then(Wallet.Debited(10m, after: 90m));
        full.When(Wallet.Credit(1m)).ThenRefused(RefusalCodes.BalanceLimitExceeded, refusal => refusal with
        {
            Currency = Wallet.Usd,
            Requested = 1m,
            Available = 0m,
            Limit = 60m,
        });
    }

    [Theory]
    [InlineData(AccountStatus.Pending)]
    [InlineData(AccountStatus.Active)]
    [InlineData(AccountStatus.Suspended)]
    [InlineData(AccountStatus.Frozen)]
    public void Should_be_possible_until_the_account_is_closed(AccountStatus status) => Given(Wallet.New(status))
        .When(Wallet.ChangeLimits with { DailyLimit = 5m })
        .ThenOnce(Wallet.LimitsChanged with { DailyLimit = 5m });

    [Fact]
    public void Should_be_refused_once_the_account_is_closed() => Given(Wallet.New(AccountStatus.Closed))
        .When(Wallet.ChangeLimits with { DailyLimit = 5m })
        .ThenRefused(RefusalCodes.AccountClosed);

    [Fact]
    public void Should_be_refused_when_there_is_no_account() =>
        Given().When(Wallet.ChangeLimits with { DailyLimit = 5m }).ThenRefused(RefusalCodes.AccountNotFound);
}
