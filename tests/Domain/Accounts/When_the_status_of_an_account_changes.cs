using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using static BillingEngine.Domain.Tests.Accounts.AccountSpec;

namespace BillingEngine.Domain.Tests.Accounts;

public sealed class When_the_status_of_an_account_changes
{
    /// <summary>What an empty account in each status says to each command; "-": accepted, and nothing added.</summary>
    const string Table = """
                  | activate  | suspend   | reactivate  | freeze    | unfreeze  | close
        Pending   | activated | refused   | refused     | refused   | refused   | closed
        Active    | -         | suspended | -           | frozen    | -         | closed
        Suspended | refused   | -         | reactivated | frozen    | -         | closed
        Frozen    | refused   | refused   | refused     | -         | unfrozen  | refused
        Closed    | refused   | refused   | refused     | refused   | refused   | -
        """;

    static readonly Dictionary<string, ICommand> Commands = new()
    {
        ["activate"] = Wallet.Activate,
        ["suspend"] = Wallet.Suspend,
        ["reactivate"] = Wallet.Reactivate,
        ["freeze"] = Wallet.Freeze,
        ["unfreeze"] = Wallet.Unfreeze,
        ["close"] = Wallet.Close,
    };

    static readonly Dictionary<string, IEvent> Events = new()
    {
        ["activated"] = Wallet.ActivatedByClerk,
        ["suspended"] = Wallet.Suspended,
        ["reactivated"] = Wallet.Reactivated,
        ["frozen"] = Wallet.Frozen,
        ["unfrozen"] = Wallet.Unfrozen(AccountStatus.Active),
        ["closed"] = Wallet.Closed,
    };

    public static TheoryData<AccountStatus, string, string> Cells => Tables.Cells<AccountStatus>(Table);

    public static TheoryData<string> Names => [.. Commands.Keys];

    [Theory]
    [MemberData(nameof(Cells))]
    public void Should_follow_the_table(AccountStatus status, string command, string outcome)
    {
        var answer = Given(Wallet.New(status)).When(Commands[command]);

        switch (outcome)
        {
            case "-":
                answer.ThenNothing();
                break;
            case "refused":
                answer.ThenRefused(
                    RefusalCodes.InvalidAccountState, refusal => refusal with { Status = Tables.Wire(status) });
                break;
            default:
                answer.ThenOnce(Events[outcome]);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_be_refused_when_there_is_no_account(string command) =>
        Given().When(Commands[command]).ThenRefused(RefusalCodes.AccountNotFound);

    [Theory]
    [MemberData(nameof(Names))]
    public void Should_be_refused_when_only_a_movement_to_it_was_called_off(string command) =>
        Given(Wallet.Cancelled(MovementPart.Credit)).When(Commands[command]).ThenRefused(RefusalCodes.AccountNotFound);

    [Fact]
    public void Should_be_suspended_again_when_it_was_so_before_it_was_frozen() =>
        Given([.. Wallet.New(AccountStatus.Suspended), Wallet.Frozen])
            .When(Wallet.Unfreeze)
            .ThenOnce(Wallet.Unfrozen(AccountStatus.Suspended));

    [Fact]
    public void Should_remember_only_the_last_status_before_the_freeze() =>
        Given(
            [
                .. Wallet.New(AccountStatus.Suspended),
                Wallet.Frozen,
                Wallet.Unfrozen(AccountStatus.Suspended),
                Wallet.Reactivated,
                Wallet.Frozen,
            ])
            .When(Wallet.Unfreeze)
            .ThenOnce(Wallet.Unfrozen(AccountStatus.Active));

    [Fact]
    public void Should_take_money_and_give_none_when_a_suspended_account_is_unfrozen()
    {
        var wallet = Given(
            [
                .. Wallet.New(AccountStatus.Suspended),
                Wallet.Credited(5m, after: 5m),
                Wallet.Frozen,
                Wallet.Unfrozen(AccountStatus.Suspended),
            ]);

        wallet.When(Wallet.Credit(1m)).Then(Wallet.Credited(1m, after: 6m));
        wallet.When(Wallet.Debit(1m)).ThenRefused(RefusalCodes.AccountNotActive);
        wallet.When(Wallet.Place(1m)).ThenRefused(RefusalCodes.AccountNotActive);
    }

    [Fact]
    public void Should_move_money_again_when_reactivated() =>
        Given([.. Wallet.New(AccountStatus.Suspended), Wallet.Credited(5m, after: 5m), Wallet.Reactivated])
            .When(Wallet.Debit(1m))
            .Then(Wallet.Debited(1m, after: 4m));
}
