using System.Diagnostics;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging.EventSourcing;

namespace BillingEngine.Transactions;

/// <summary>A movement of money from its request to its end: the fold of its events.</summary>
public sealed partial record Transaction : IEventSourced<Transaction>
{
    public static Transaction Initial { get; } = new();

    static JsonTypeInfo<Transaction> IEventSourced<Transaction>.SnapshotJson => TransactionJson.Default.Transaction;

    static string IEventSourced<Transaction>.SnapshotSchema => "transaction.1";

    /// <summary>Null before the request.</summary>
    public TransactionStatus? Status { get; init; }

    static bool IEventSourced<Transaction>.Opens(IEvent first) => first is TopupRequested;

    public Transaction Evolve(IEvent e) => e switch
    {
        TopupRequested => this with { Status = TransactionStatus.Processing },
        TransactionCompleted => this with { Status = TransactionStatus.Completed },
        TransactionFailed => this with { Status = TransactionStatus.Failed },
        _ => throw new UnreachableException($"A transaction's stream holds a {e.GetType().Name}; skipping it could lose money."),
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Transaction))]
sealed partial class TransactionJson : JsonSerializerContext;
