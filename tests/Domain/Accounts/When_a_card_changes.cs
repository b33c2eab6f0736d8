using BillingEngine.Accounts;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging;
using static BillingEngine.Domain.Tests.Accounts.AccountSpec;

namespace BillingEngine.Domain.Tests.Accounts;

public sealed class When_a_card_changes
{
    /// <summary>What a card in each status says to each command; "-" is to accept it and add nothing.</summary>
    const string Table = """
                  | issue | activate  | suspend   | expire
        Issued    | -     | activated | refused   | expired
        Active    | -     | -         | suspended | expired
        Suspended | -     | activated | -         | expired
        Expired   | -     | refused   | refused   | -
        """;

    static readonly Guid OtherCard = Guid.Parse("dddddddd-0000-4000-8000-000000000002");

    static readonly Dictionary<string, ICommand> Commands = new()
    {
        ["issue"] = Wallet.IssueCard,
        ["activate"] = Wallet.ActivateCard,
        ["suspend"] = Wallet.SuspendCard,
        ["expire"] = Wallet.ExpireCard,
    };

    static readonly Dictionary<string, IEvent> Events = new()
    {
        ["activated"] = Wallet.CardActivated,
        ["suspended"] = Wallet.CardSuspended,
        ["expired"] = Wallet.CardExpired,
    };

    public static TheoryData<CardStatus, string, string> Cells => Tables.Cells<CardStatus>(Table);

    [Theory]
    [MemberData(nameof(Cells))]
    public void Should_follow_the_table(CardStatus status, string command, string outcome)
    {
        var answer = WithCard(status).When(Commands[command]);

        switch (outcome)
        {
            case "-":
                answer.ThenNothing();
                break;
            case "refused":
                answer.ThenRefused(
                    RefusalCodes.InvalidCardState, refusal => refusal with { Status = Tables.Wire(status) });
                break;
            default:
                answer.ThenOnce(Events[outcome]);
                break;
        }
    }

    [Fact]
    public void Should_be_issued_once() =>
        Given(Wallet.New(AccountStatus.Active)).When(Wallet.IssueCard).ThenOnce(Wallet.CardIssued);

    [Fact]
    public void Should_keep_its_first_content_when_its_issue_comes_again_with_another() =>
        WithCard(CardStatus.Issued).When(Wallet.IssueCard with { Label = "another" }).ThenNothing();

    [Theory]
    [InlineData(AccountStatus.Pending, null)]
    [InlineData(AccountStatus.Active, null)]
    [InlineData(AccountStatus.Suspended, null)]
    [InlineData(AccountStatus.Frozen, RefusalCodes.AccountFrozen)]
    [InlineData(AccountStatus.Closed, RefusalCodes.AccountClosed)]
    public void Should_be_issued_unless_the_account_is_frozen_or_closed(AccountStatus status, string? refused)
    {
        var answer = Given(Wallet.New(status)).When(Wallet.IssueCard);

        if (refused is null)
            answer.ThenOnce(Wallet.CardIssued);
        else
            answer.ThenRefused(refused);
    }

    /// <summary>Whatever its status: its time is over, though nobody has recorded it yet.</summary>
    [Theory]
    [InlineData(CardStatus.Issued)]
    [InlineData(CardStatus.Active)]
    [InlineData(CardStatus.Suspended)]
    public void Should_have_expired_from_its_end_on_before_that_is_recorded(CardStatus status)
    {
        var atItsEnd = WithCard(status).At(Wallet.CardEnd);

        atItsEnd.When(Wallet.ActivateCard).ThenRefused(
            RefusalCodes.InvalidCardState, refusal => refusal with { Status = "expired" });
        atItsEnd.When(Wallet.SuspendCard).ThenRefused(
            RefusalCodes.InvalidCardState, refusal => refusal with { Status = "expired" });
        atItsEnd.When(Wallet.ExpireCard).ThenOnce(Wallet.CardExpired);
    }

    [Fact]
    public void Should_change_until_just_before_its_end() => WithCard(CardStatus.Issued)
        .At(Wallet.CardEnd.AddTicks(-1))
        .When(Wallet.ActivateCard)
        .ThenOnce(Wallet.CardActivated);

    [Theory]
    [InlineData("activate")]
    [InlineData("suspend")]
    [InlineData("expire")]
    public void Should_be_refused_when_the_account_has_no_such_card(string command)
    {
        Given(Wallet.New(AccountStatus.Active)).When(Commands[command]).ThenRefused(RefusalCodes.CardNotFound);
        Given(Wallet.New(AccountStatus.Active)).And(Wallet.CardIssued with { CardId = OtherCard })
            .When(Commands[command])
            .ThenRefused(RefusalCodes.CardNotFound);
        Given().When(Commands[command]).ThenRefused(RefusalCodes.CardNotFound);
    }

    [Fact]
    public void Should_not_be_issued_when_there_is_no_account() =>
        Given().When(Wallet.IssueCard).ThenRefused(RefusalCodes.AccountNotFound);

    [Fact]
    public void Should_leave_other_cards_alone()
    {
        var two = WithCard(CardStatus.Active)
            .And(Wallet.CardIssued with { CardId = OtherCard }, Wallet.CardSuspended);

        two.When(Wallet.ActivateCard with { CardId = OtherCard })
            .ThenOnce(Wallet.CardActivated with { CardId = OtherCard });
        two.When(Wallet.SuspendCard with { CardId = OtherCard })
            .ThenRefused(RefusalCodes.InvalidCardState, refusal => refusal with { Status = "issued" });
    }

    [Fact]
    public void Should_be_one_of_a_hundred_at_most_expired_ones_included()
    {
        var almostAll = Given(Wallet.New(AccountStatus.Active));
        for (var number = 1; number < Account.MostCards; number++)
            almostAll = almostAll.And(Wallet.CardIssued with { CardId = new Guid(number, 0, 0, new byte[8]) });
        almostAll = almostAll.And(Wallet.CardExpired with { CardId = new Guid(1, 0, 0, new byte[8]) });

        Assert.Equal(100, Account.MostCards);
        almostAll.When(Wallet.IssueCard).ThenOnce(Wallet.CardIssued);
        almostAll.And(Wallet.CardIssued)
            .When(Wallet.IssueCard with { CardId = OtherCard })
            .ThenRefused(RefusalCodes.TooManyCards);
    }

    static AccountSpec WithCard(CardStatus status) =>
        Given([.. Wallet.New(AccountStatus.Active), .. Wallet.CardTurned(status)]);
}
