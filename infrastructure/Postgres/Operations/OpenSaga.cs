namespace BillingEngine.Postgres.Operations;

/// <summary>A saga that has not ended.</summary>
/// <param name="Data">Its JSON.</param>
/// <param name="Age">How long it has not been touched.</param>
/// <param name="StuckBecause">Null when it is not stuck, as far as can be told.</param>
public sealed record OpenSaga(
    Guid SagaId,
    string Saga,
    string Correlation,
    int Partition,
    string Endpoint,
    int Version,
    DateTimeOffset UpdatedAt,
    TimeSpan Age,
    string Data,
    string? StuckBecause)
{
    /// <summary>What is queued for it, or was sent by it and is on its way.</summary>
    public IReadOnlyList<WaitingMessage> Waiting { get; init; } = [];

    /// <summary>Messages of its own, or of its transaction, that have failed and are not resolved.</summary>
    public IReadOnlyList<SagaFailure> Failures { get; init; } = [];
}

/// <summary>A failed message that a saga may be waiting for.</summary>
public sealed record SagaFailure(
    FailureKey Key, string Type, string Endpoint, string Status, string ExceptionMessage, DateTimeOffset FailedAt)
{
    public Guid? ConversationId { get; init; }
}

/// <summary>Which open sagas are meant. What is null does not matter.</summary>
public sealed record SagaQuery
{
    public Guid? SagaId { get; init; }

    /// <summary>Name of the saga's class.</summary>
    public string? Saga { get; init; }

    /// <summary>What it was started for: the id of a transaction.</summary>
    public string? Correlation { get; init; }

    public bool IsStuck { get; init; }

    /// <summary>Not touched for so long.</summary>
    public TimeSpan OlderThan { get; init; }
}
