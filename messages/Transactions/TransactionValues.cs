using System.Text.Json.Serialization;

namespace BillingEngine.Messages.Transactions;

[JsonConverter(typeof(CamelCaseNames<TransactionType>))]
public enum TransactionType
{
    Topup,
    Withdrawal,
    Transfer,
    Payment,
    Refund,
}

[JsonConverter(typeof(CamelCaseNames<TransactionStatus>))]
public enum TransactionStatus
{
    Processing,
    Completed,
    Failed,

    /// <summary>A payment whose money is held, to be captured or voided.</summary>
    Authorized,
    Voided,
    Expired,
}

/// <summary>When a payment takes the money that it has authorized.</summary>
[JsonConverter(typeof(CamelCaseNames<CaptureMode>))]
public enum CaptureMode
{
    /// <summary>At once.</summary>
    Automatic,

    /// <summary>When it is told to, until it expires.</summary>
    Manual,
}
