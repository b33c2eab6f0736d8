using BillingEngine.Messaging.Storage;

namespace BillingEngine.Api.Consistency;

/// <summary>How far writes have come, and how far those who read may see.</summary>
interface IReadPositions
{
    /// <summary>The position that goes with an answer: what the answer tells of is at or before it.</summary>
    string Token { get; }

    /// <summary>Waits until what is read shows all up to a position.</summary>
    /// <param name="model">A read model that follows the log; null: those that are written with the events.</param>
    /// <returns>False when it does not within the limit.</returns>
    Task<bool> Reaches(string? model, LogPosition position, TimeSpan limit, CancellationToken ct);

    /// <summary>
    /// Lets a model that follows the log catch up with what this process has written by now, if that is little and
    /// takes a moment only.
    /// </summary>
    Task CatchUp(string model, CancellationToken ct);
}
