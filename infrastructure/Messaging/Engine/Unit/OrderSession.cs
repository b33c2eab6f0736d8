using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>
/// The keys of one unit of work whose order is kept. A key is blocked from the failure of one of its messages, its
/// head, until that one is done and nothing is parked behind it any more; meanwhile only the head is handled.
/// </summary>
sealed class OrderSession(IUnitReader store)
{
    readonly Dictionary<(int Partition, Guid Key), Guid> _heads = [];
    readonly HashSet<(int Partition, Guid Key)> _asked = [];
    readonly List<BlockedKey> _blocked = [];
    readonly Dictionary<(int Partition, Guid Key), int> _parkedBehind = [];
    readonly HashSet<(int Partition, Guid Key)> _released = [];

    public void Accept(IEnumerable<(int Partition, Guid Key)> asked, Dictionary<(int Partition, Guid Key), Guid> found)
    {
        _asked.UnionWith(asked);
        foreach (var (key, head) in found)
            _heads[key] = head;
    }

    public async ValueTask<bool> IsHead(Envelope message, IKeepOrder ordered, CancellationToken ct) =>
        await HeadOf(message, ordered, ct) == message.MessageId;

    /// <summary>Whether another message of its key must be done first.</summary>
    public async ValueTask<bool> MustWait(Envelope message, IKeepOrder ordered, CancellationToken ct) =>
        await HeadOf(message, ordered, ct) is { } head && head != message.MessageId;

    public void Park(Envelope message, IKeepOrder ordered)
    {
        var key = (message.Partition, ordered.PartitionKey);
        _parkedBehind[key] = _parkedBehind.GetValueOrDefault(key) + 1;
    }

    public void Block(Envelope message, IKeepOrder ordered)
    {
        var key = (message.Partition, ordered.PartitionKey);
        if (_heads.TryGetValue(key, out var head) && head == message.MessageId)
            return;
        _heads[key] = message.MessageId;
        _blocked.Add(new BlockedKey(message.Partition, ordered.PartitionKey, message.MessageId));
    }

    /// <summary>
    /// The head is done. What is parked behind it comes first, and that is known after the commit only: until then
    /// nobody is the head.
    /// </summary>
    public void Release(Envelope message, IKeepOrder ordered)
    {
        var key = (message.Partition, ordered.PartitionKey);
        _heads[key] = Guid.Empty;
        _released.Add(key);
    }

    public OrderChanges Changes() => _blocked.Count + _parkedBehind.Count + _released.Count == 0
        ? OrderChanges.None
        : new()
        {
            Blocked = [.. _blocked],
            ParkedBehind = [.. _parkedBehind.Select(entry => (entry.Key.Partition, entry.Key.Key, entry.Value))],
            Released = [.. _released],
        };

    public void Clear()
    {
        if (_asked.Count == 0 && _heads.Count == 0)
            return;
        _heads.Clear();
        _asked.Clear();
        _blocked.Clear();
        _parkedBehind.Clear();
        _released.Clear();
    }

    async ValueTask<Guid?> HeadOf(Envelope message, IKeepOrder ordered, CancellationToken ct)
    {
        var key = (message.Partition, ordered.PartitionKey);
        if (!_heads.ContainsKey(key) && !_asked.Contains(key))
        {
            var request = new PrefetchRequest();
            request.OrderKeys.Add(key);
            Accept([key], (await store.Prefetch(request, ct)).Blocked);
        }

        return _heads.TryGetValue(key, out var head) ? head : null;
    }
}
