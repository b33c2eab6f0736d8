using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Projections;

namespace BillingEngine.Api.Consistency;

/// <summary>Positions of the log and of the read models of this database.</summary>
sealed class ReadPositions(
    PositionBoard board, LogHeads heads, IReadOnlyDictionary<string, FollowedModel> models, TimeProvider clock)
    : IReadPositions
{
    /// <summary>Long enough for a system that is not busy; one that is busy answers with what it has.</summary>
    static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    /// <summary>A model that is further behind is under load, and taken as it is.</summary>
    const long ALittle = 200;

    static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(25);

    public string Token => board.Token;

    public Task<bool> Reaches(string? model, LogPosition position, TimeSpan limit, CancellationToken ct) =>
        model is null ? IsWritten(position, limit, ct) : models[model].Reaches(position, limit, ct);

    public Task CatchUp(string model, CancellationToken ct)
    {
        var followed = models[model];
        var known = board.Known;
        var isSoon = followed.GoesOnWithin(Moment / 2) && known.EventsBeyond(followed.Position) <= ALittle;
        return isSoon ? followed.Reaches(known, Moment, ct) : Task.CompletedTask;
    }

    /// <summary>
    /// What is written with the events is there as soon as they are. A position beyond the log comes from another
    /// database, or from this one before it was restored.
    /// </summary>
    async Task<bool> IsWritten(LogPosition position, TimeSpan limit, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        while (!board.Known.Covers(position))
        {
            board.See(await heads.Read(ct));
            if (board.Known.Covers(position))
                return true;
            if (clock.GetElapsedTime(began) >= limit)
                return false;
            await Task.Delay(LookInterval, clock, ct);
        }

        return true;
    }
}
