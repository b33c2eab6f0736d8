using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using static BillingEngine.Domain.Tests.Accounts.AccountSpec;

namespace BillingEngine.Domain.Tests.Accounts;

public sealed class When_an_account_is_created
{
    [Fact]
    public void Should_be_active_at_once_when_asked_to() =>
        Given().When(Wallet.Create).Then(Wallet.Created, Wallet.Activated);

    [Fact]
    public void Should_say_who_wanted_it() => Given()
        .When(Wallet.Create with { Actor = "clerk-1" })
        .Then(Wallet.Created with { Actor = "clerk-1" }, Wallet.Activated with { Actor = "clerk-1" });

    [Fact]
    public void Should_stay_pending_when_not() =>
        Given().When(Wallet.Create with { Activate = false }).Then(Wallet.Created);

    [Fact]
    public void Should_take_over_its_limits_and_kind() => Given()
        .When(Wallet.Create with
        {
            Kind = AccountKind.Merchant,
            MinBalance = 5m,
            MaxBalance = 900m,
            CreditLimit = 20m,
            Activate = false,
        })
        .Then(Wallet.Created with
        {
            Kind = AccountKind.Merchant,
            MinBalance = 5m,
            MaxBalance = 900m,
            CreditLimit = 20m,
        });

    [Fact]
    public void Should_leave_its_initial_balance_to_a_topup() =>
        Given().When(Wallet.Create with { InitialBalance = 50m }).Then(Wallet.Created, Wallet.Activated);

    [Fact]
    public void Should_be_refused_when_it_exists() =>
        Given(Wallet.Created).When(Wallet.Create).ThenRefused(RefusalCodes.AccountExists);

    [Fact]
    public void Should_be_refused_when_it_exists_with_other_content() => Given(Wallet.Created, Wallet.Activated)
        .When(Wallet.Create with { OwnerId = "another" })
        .ThenRefused(RefusalCodes.AccountExists);

    [Fact]
    public void Should_be_possible_after_a_movement_to_it_was_called_off() =>
        Given(Wallet.Cancelled(MovementPart.Credit))
            .When(Wallet.Create)
            .Then(Wallet.Created, Wallet.Activated);
}
