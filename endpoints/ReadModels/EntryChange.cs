using System.Diagnostics;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.ReadModels;

/// <summary>What an event enters into the ledger: a change of its account's balance.</summary>
/// <param name="Name">Which part of its transaction it is: debit, credit, fee, or the reversal of one of them.</param>
/// <param name="Amount">Major units, signed.</param>
/// <param name="CounterpartyAccountId">Null for a reversal.</param>
public readonly record struct EntryChange(
    Guid TransactionId,
    string Name,
    string Currency,
    decimal Amount,
    decimal BalanceAfter,
    Guid? CounterpartyAccountId = null,
    string? Reference = null)
{
    /// <summary>Null when the event changes no balance.</summary>
    public static EntryChange? Of(Messaging.IEvent e) => e switch
    {
        AccountDebited debited => new(
            debited.TransactionId,
            NameOf(debited.Part ?? MovementPart.Debit),
            debited.Amount.Currency.Value,
            -debited.Amount.Amount,
            debited.BalanceAfter,
            debited.CounterpartyAccountId,
            debited.Reference),
        AccountCredited credited => new(
            credited.TransactionId,
            NameOf(credited.Part ?? MovementPart.Credit),
            credited.Amount.Currency.Value,
            credited.Amount.Amount,
            credited.BalanceAfter,
            credited.CounterpartyAccountId,
            credited.Reference),
        AccountDebitReversed reversed => new(
            reversed.TransactionId,
            NameOfReversal(reversed.Part ?? MovementPart.Debit),
            reversed.Amount.Currency.Value,
            reversed.Amount.Amount,
            reversed.BalanceAfter),
        AccountCreditReversed reversed => new(
            reversed.TransactionId,
            NameOfReversal(reversed.Part),
            reversed.Amount.Currency.Value,
            -reversed.Amount.Amount,
            reversed.BalanceAfter),
        _ => null,
    };

    static string NameOf(MovementPart part) => part switch
    {
        MovementPart.Debit => "debit",
        MovementPart.Credit => "credit",
        MovementPart.Fee => "fee",
        _ => throw new UnreachableException($"No balance changes by a {part}."),
    };

    static string NameOfReversal(MovementPart part) => part switch
    {
        MovementPart.Debit => "debit_reversal",
        MovementPart.Credit => "credit_reversal",
        MovementPart.Fee => "fee_reversal",
        _ => throw new UnreachableException($"No balance changes by the reversal of a {part}."),
    };
}
