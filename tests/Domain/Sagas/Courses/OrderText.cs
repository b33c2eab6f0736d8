using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;

namespace BillingEngine.Domain.Tests.Sagas.Courses;

/// <summary>Orders as a person reads them: what, to whom, how much.</summary>
static class OrderText
{
    public static string Of(ICommand order) => $"{order.GetType().Name} {Details(order)}".TrimEnd();

    public static string WhatAndWhom(ICommand order) => $"{order.GetType().Name} {Whom(order)}".TrimEnd();

    static string Whom(ICommand order) => order switch
    {
        IAccountCommand command => Name(command.AccountId),
        ReserveRefund or ReleaseRefund or ConfirmRefund => Name(((ITransactionCommand)order).TransactionId),
        _ => "",
    };

    static string Details(ICommand order) => order switch
    {
        DebitAccount debit => $"{Name(debit.AccountId)} {Text(debit.Amount)}{(debit.IsReturn ? " as a return" : "")}",
        CreditAccount credit => $"{Name(credit.AccountId)} {Text(credit.Amount)}",
        PlaceHold { ExpiresAt: not null } hold =>
            $"{Name(hold.AccountId)} {Text(hold.Amount)} by card until {hold.ExpiresAt:d MMMM}",
        PlaceHold hold => $"{Name(hold.AccountId)} {Text(hold.Amount)}",
        CaptureHold capture => $"{Name(capture.AccountId)} {Text(capture.Amount)}",
        ReverseDebit reversal => $"{Name(reversal.AccountId)} {Text(reversal.Amount)}",
        ReverseCredit reversal => $"{Name(reversal.AccountId)} {Text(reversal.Amount)}",
        CancelMovement cancel => $"{Name(cancel.AccountId)} {cancel.Part}",
        IAccountCommand other => Name(other.AccountId),
        ReserveRefund reservation => $"{Name(reservation.TransactionId)} {Text(reservation.Amount)}",
        CompleteTransaction { Fee: { } fee } => $"with a fee of {fee.Amount}",
        FailTransaction failure => failure.Refusal.Code,
        ReleaseRefund or ConfirmRefund => Name(((ITransactionCommand)order).TransactionId),
        _ => "",
    };

    static string Name(Guid id) =>
        id == CourseCase.Source ? "source"
        : id == CourseCase.Destination ? "destination"
        : id == CourseCase.Fees ? "fees"
        : id == CourseCase.Original ? "original"
        : throw new ArgumentException($"Nobody here is called {id}.", nameof(id));

    static string Text(Money amount) => FormattableString.Invariant($"{amount.Amount}");
}
