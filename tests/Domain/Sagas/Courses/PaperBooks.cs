using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Sagas.Courses;

/// <summary>
/// Books as they would be kept on paper: what each order does to balances and to what is held. The accounts are not
/// asked.
/// </summary>
sealed class PaperBooks
{
    readonly decimal _fee;

    public PaperBooks(Sequence sequence)
    {
        _fee = sequence.Fee;
        foreach (var (order, _) in sequence.Orders.Where(entry => entry.IsDone))
            Enter(order);
    }

    public Dictionary<Guid, decimal> Balances { get; } = [];

    /// <summary>What is held of accounts, and reserved of transactions, less what of it was moved.</summary>
    public Dictionary<Guid, decimal> Held { get; } = [];

    /// <summary>What takes this order back; null: nothing has to.</summary>
    public static string? UndoneBy(ICommand order) => order switch
    {
        DebitAccount debit => $"debit {debit.AccountId} {debit.Part}",
        CaptureHold capture => $"debit {capture.AccountId} {MovementPart.Debit}",
        CreditAccount { Part: MovementPart.Fee } fee => $"credit {fee.AccountId}",
        PlaceHold hold => $"hold {hold.AccountId}",
        ReserveRefund reservation => $"reservation {reservation.TransactionId}",
        _ => null,
    };

    /// <summary>What this order takes back; null: nothing.</summary>
    public static string? Undoes(ICommand order) => order switch
    {
        ReverseDebit reversal => $"debit {reversal.AccountId} {reversal.Part}",
        ReverseCredit reversal => $"credit {reversal.AccountId}",
        ReleaseHold release => $"hold {release.AccountId}",
        ExpireHold expiry => $"hold {expiry.AccountId}",
        ReleaseRefund release => $"reservation {release.TransactionId}",
        _ => null,
    };

    void Enter(ICommand order)
    {
        switch (order)
        {
            case DebitAccount debit:
                Move(debit.AccountId, -debit.Amount.Amount);
                break;
            case CreditAccount credit:
                Move(credit.AccountId, credit.Amount.Amount);
                break;
            case PlaceHold hold:
                Held[hold.AccountId] = hold.Amount.Amount;
                break;
            case CaptureHold capture:
                Held[capture.AccountId] = 0m;
                Move(capture.AccountId, -capture.Amount.Amount - _fee);
                break;
            case ReverseDebit reversal:
                Move(reversal.AccountId, reversal.Amount.Amount);
                break;
            case ReverseCredit reversal:
                Move(reversal.AccountId, -reversal.Amount.Amount);
                break;
            case ReleaseHold release:
                Held[release.AccountId] = 0m;
                break;
            case ExpireHold expiry:
                Held[expiry.AccountId] = 0m;
                break;
            case ReserveRefund reservation:
                Held[reservation.TransactionId] = reservation.Amount.Amount;
                break;
            case ReleaseRefund release:
                Held[release.TransactionId] = 0m;
                break;
            case ConfirmRefund confirmation:
                Held[confirmation.TransactionId] = 0m;
                break;
        }
    }

    void Move(Guid accountId, decimal amount) => Balances[accountId] = Balances.GetValueOrDefault(accountId) + amount;
}
