namespace BillingEngine.Messaging.Engine;

/// <summary>When something is to be done again. A clock that is put back does not put it off. For one thread.</summary>
/// <param name="furthest">Longest time ahead that it is ever set to.</param>
sealed class Deadline(TimeProvider clock, TimeSpan furthest)
{
    DateTimeOffset _at = DateTimeOffset.MinValue;

    public bool HasCome => Left == TimeSpan.Zero;

    public TimeSpan Left
    {
        get
        {
            var left = _at - clock.GetUtcNow();
            return left < TimeSpan.Zero || left > furthest ? TimeSpan.Zero : left;
        }
    }

    /// <summary>The next time is as far ahead as can be, or <paramref name="atLatest"/> if that is earlier.</summary>
    public void Restart(DateTimeOffset? atLatest = null)
    {
        _at = clock.GetUtcNow() + furthest;
        if (atLatest is { } at)
            BringForward(at);
    }

    public void BringForward(DateTimeOffset at)
    {
        if (at < _at)
            _at = at;
    }

    public void ComeNow() => _at = DateTimeOffset.MinValue;
}
