using System.Diagnostics;
using System.Text.Json.Serialization;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.Api.Transactions;

/// <summary>The movements that a caller can ask for; a refund is asked of the transaction that it refunds.</summary>
[JsonConverter(typeof(CamelCaseNames<MovementType>))]
enum MovementType
{
    Topup,
    Withdrawal,
    Transfer,
    Payment,
}

/// <summary>A movement as it was asked for: the same members for every type, read and checked in one place.</summary>
/// <param name="SourceAccountId">Null: the account of the payment's card.</param>
/// <param name="Payment">Of a payment, and of nothing else.</param>
sealed record MovementRequest(
    MovementType Type,
    string Key,
    string Ledger,
    Guid? SourceAccountId,
    Guid DestinationAccountId,
    Money Amount,
    string? Reference,
    string? Description,
    JsonText? Metadata,
    PaymentTerms? Payment)
{
    /// <summary>Null when something is wrong with it: that has been noted among the errors of the fields.</summary>
    public static MovementRequest? Read(MovementType type, Fields body, CurrencyRegistry currencies)
    {
        var key = body.IdempotencyKeyOfMovement();
        var ledger = body.Ledger();
        var currency = body.Currency(currencies);
        var amount = body.Amount("amount", currency);
        var source = type is MovementType.Withdrawal or MovementType.Transfer
            ? body.Id("sourceAccountId")
            : body.OptionalId("sourceAccountId");
        var destination = type is MovementType.Withdrawal
            ? body.OptionalId("destinationAccountId")
            : body.Id("destinationAccountId");
        var reference = body.OptionalText("reference", TextRules.MaxName);
        var description = body.OptionalText("description", TextRules.MaxProse);
        var metadata = body.Metadata("metadata");
        var payment = type is MovementType.Payment ? PaymentTerms.Read(body, source) : null;
        if (!body.AreValid() || currency is null || amount is null)
            return null;

        var outside = DeterministicId.ExternalAccount(ledger, currency.Code);
        return new(
            type,
            key,
            ledger,
            type is MovementType.Topup ? source ?? outside : source,
            destination ?? outside,
            new Money(amount.Value, currency.Code),
            reference,
            description,
            metadata,
            payment);
    }

    /// <param name="source">Where the money comes from, now that it is known.</param>
    public ITransactionRequest ToCommand(Guid source)
    {
        var id = DeterministicId.Request(Ledger, Key);
        var fingerprint = FingerprintOf(source);
        return Type switch
        {
            MovementType.Topup => new RequestTopup(
                id, Key, Ledger, source, DestinationAccountId, Amount, Reference, Description, Metadata, fingerprint),
            MovementType.Withdrawal => new RequestWithdrawal(
                id, Key, Ledger, source, DestinationAccountId, Amount, Reference, Description, Metadata, fingerprint),
            MovementType.Transfer => new RequestTransfer(
                id, Key, Ledger, source, DestinationAccountId, Amount, Reference, Description, Metadata, fingerprint),
            MovementType.Payment => new RequestPayment(
                id,
                Key,
                Ledger,
                source,
                DestinationAccountId,
                Amount,
                Reference,
                Description,
                Metadata,
                fingerprint,
                Payment!.Capture,
                Payment.ExpiresIn,
                Payment.CardId),
            _ => throw new UnreachableException($"No command is known that requests a {Type}."),
        };
    }

    string FingerprintOf(Guid source) => Fingerprint.Of(
        Operation,
        [
            Ledger,
            source.ToString(),
            DestinationAccountId.ToString(),
            Fingerprint.Part(Amount.Amount),
            Amount.Currency.Value,
            Reference,
            Description,
            Metadata?.Value,
            .. Payment?.FingerprintParts() ?? [],
        ]);

    /// <summary>Part of every fingerprint, and so stored for ever.</summary>
    string Operation => Type switch
    {
        MovementType.Topup => "transaction.topup",
        MovementType.Withdrawal => "transaction.withdrawal",
        MovementType.Transfer => "transaction.transfer",
        MovementType.Payment => "transaction.payment",
        _ => throw new UnreachableException($"No operation is known that requests a {Type}."),
    };
}
