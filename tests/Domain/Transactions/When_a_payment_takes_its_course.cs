using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using static BillingEngine.Domain.Tests.Transactions.TransactionSpec;

namespace BillingEngine.Domain.Tests.Transactions;

public sealed class When_a_payment_takes_its_course
{
    /// <summary>
    /// What a payment says to each order: of its owner (capture, void), and of its saga (the rest). "-" is to accept
    /// it and add nothing; "bug" is to throw, for the saga cannot be where it believes it is.
    /// </summary>
    const string Table = """
                    | capture   | void      | authorize  | complete  | fail   | voided | expire
        Authorizing | refused   | refused   | authorized | completed | failed | bug    | expired
        Authorized  | capturing | voiding   | -          | bug       | bug    | bug    | expired
        Capturing   | refused   | refused   | bug        | completed | failed | bug    | expired
        Voiding     | refused   | -         | bug        | completed | failed | voided | voided
        Completed   | refused   | refused   | bug        | -         | bug    | bug    | bug
        Failed      | refused   | refused   | bug        | bug       | -      | bug    | bug
        Voided      | refused   | -         | bug        | bug       | bug    | -      | -
        Expired     | too late  | too late  | bug        | bug       | bug    | bug    | -
        """;

    static readonly Dictionary<string, ICommand> Commands = new()
    {
        ["capture"] = Sale.Capture,
        ["void"] = Sale.Void,
        ["authorize"] = new AuthorizeTransaction(Sale.Id),
        ["complete"] = new CompleteTransaction(Sale.Id),
        ["fail"] = new FailTransaction(Sale.Id, Sale.Broke),
        ["voided"] = new VoidTransaction(Sale.Id),
        ["expire"] = new ExpireTransaction(Sale.Id),
    };

    static readonly Dictionary<string, IEvent> Events = new()
    {
        ["capturing"] = Sale.CaptureRequested(100m),
        ["voiding"] = Sale.VoidRequested,
        ["authorized"] = Sale.Authorized,
        ["completed"] = Sale.Completed,
        ["failed"] = Sale.Failed,
        ["voided"] = Sale.Voided,
        ["expired"] = Sale.Expired,
    };

    public enum Stage
    {
        Authorizing,
        Authorized,
        Capturing,
        Voiding,
        Completed,
        Failed,
        Voided,
        Expired,
    }

    public static TheoryData<Stage, string, string> Cells => Tables.Cells<Stage>(Table);

    [Theory]
    [MemberData(nameof(Cells))]
    public void Should_follow_the_table(Stage stage, string command, string outcome)
    {
        var answer = Given(At(stage)).When(Commands[command]);

        switch (outcome)
        {
            case "-":
                answer.ThenNothing();
                break;
            case "bug":
                answer.ThenThrowsNaming($"Transaction {Sale.Id} is ", "lost count");
                break;
            case "refused":
                answer.ThenRefused(RefusalCodes.TransactionNotCapturable);
                break;
            case "too late":
                answer.ThenRefused(RefusalCodes.ReservationExpired);
                break;
            case "capturing":
                answer.Then(Events[outcome]);
                break;
            default:
                answer.ThenOnce(Events[outcome]);
                break;
        }
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(99, true)]
    [InlineData(1, true)]
    [InlineData(101, false)]
    public void Should_capture_at_most_what_was_authorized(int amount, bool isPossible)
    {
        var answer = Given(At(Stage.Authorized)).When(Sale.Capture with { Amount = amount });

        if (isPossible)
            answer.Then(Sale.CaptureRequested(amount));
        else
            answer.ThenRefused(RefusalCodes.TransactionNotCapturable, refusal => refusal with
            {
                Currency = Sale.Usd,
                Requested = amount,
                Available = 100m,
            });
    }

    [Fact]
    public void Should_add_nothing_when_it_is_captured_again()
    {
        var capturing = Given(At(Stage.Capturing));

        capturing.When(Sale.Capture).ThenRefused(RefusalCodes.TransactionNotCapturable);
        capturing.When(Sale.Capture with { Amount = 1m }).ThenRefused(RefusalCodes.TransactionNotCapturable);
    }

    [Fact]
    public void Should_be_captured_or_voided_until_its_hold_ends_and_not_at_that_moment()
    {
        var authorized = Given(At(Stage.Authorized));

        authorized.At(Sale.Expiry.AddTicks(-1)).When(Sale.Capture).Then(Sale.CaptureRequested(100m));
        authorized.At(Sale.Expiry.AddTicks(-1)).When(Sale.Void).ThenOnce(Sale.VoidRequested);
        authorized.At(Sale.Expiry).When(Sale.Capture).ThenRefused(RefusalCodes.ReservationExpired);
        authorized.At(Sale.Expiry).When(Sale.Void).ThenRefused(RefusalCodes.ReservationExpired);
    }

    [Fact]
    public void Should_not_mind_that_it_is_voided_again_after_its_hold_would_have_ended()
    {
        Given(At(Stage.Voiding)).At(Sale.Expiry).When(Sale.Void).ThenNothing();
        Given(At(Stage.Voided)).At(Sale.Expiry).When(Sale.Void).ThenNothing();
    }

    [Fact]
    public void Should_keep_its_first_reason_when_it_is_voided_again() =>
        Given(At(Stage.Voiding)).When(Sale.Void with { Reason = "another" }).ThenNothing();

    [Fact]
    public void Should_complete_with_the_fee_that_was_charged() => Given(At(Stage.Capturing))
        .When(new CompleteTransaction(Sale.Id, Sale.CompletedWithFee(3.20m).Fee))
        .ThenOnce(Sale.CompletedWithFee(3.20m));

    [Fact]
    public void Should_be_refused_when_there_is_no_such_transaction()
    {
        Given().When(Sale.Capture).ThenRefused(RefusalCodes.TransactionNotFound);
        Given().When(Sale.Void).ThenRefused(RefusalCodes.TransactionNotFound);
    }

    [Fact]
    public void Should_keep_the_first_reason_of_two() => Given(At(Stage.Failed))
        .When(new FailTransaction(Sale.Id, new Refusal(RefusalCodes.AccountClosed, "closed")))
        .ThenNothing();

    [Theory]
    [InlineData("authorize")]
    [InlineData("complete")]
    [InlineData("fail")]
    [InlineData("voided")]
    [InlineData("expire")]
    public void Should_throw_when_it_is_to_go_on_before_it_began(string command) =>
        Given().When(Commands[command]).ThenThrowsNaming($"Transaction {Sale.Id} is unknown");

    static IEvent[] At(Stage stage) => stage switch
    {
        Stage.Authorizing => [Sale.PaymentRequested],
        Stage.Authorized => [.. At(Stage.Authorizing), Sale.Authorized],
        Stage.Capturing => [.. At(Stage.Authorized), Sale.CaptureRequested(60m)],
        Stage.Voiding => [.. At(Stage.Authorized), Sale.VoidRequested],
        Stage.Completed => [.. At(Stage.Capturing), Sale.Completed],
        Stage.Failed => [.. At(Stage.Capturing), Sale.Failed],
        Stage.Voided => [.. At(Stage.Voiding), Sale.Voided],
        Stage.Expired => [.. At(Stage.Authorized), Sale.Expired],
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "No payment is there."),
    };
}
