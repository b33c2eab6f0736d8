using BillingEngine.Messaging.Storage;

namespace BillingEngine.Postgres.Projections;

/// <summary>A part of the log, of each partition that moves in it.</summary>
/// <param name="Events">Those that the model takes in; all others of the part pass it by.</param>
/// <param name="Moves">From which position, exclusive, to which, inclusive.</param>
sealed record LogSpan(IReadOnlyList<CommittedEvent> Events, IReadOnlyList<PartitionMove> Moves)
{
    public bool IsEmpty => Moves.Count == 0;

    public long Length => Moves.Sum(move => move.After - move.Before);
}

readonly record struct PartitionMove(int Partition, long Before, long After);
