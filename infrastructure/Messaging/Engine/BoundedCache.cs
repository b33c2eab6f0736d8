using System.Diagnostics.CodeAnalysis;

namespace BillingEngine.Messaging.Engine;

/// <summary>Keeps the most recently used values, up to a number. For one thread.</summary>
sealed class BoundedCache<TValue>(int capacity)
    where TValue : class
{
    readonly Dictionary<Guid, LinkedListNode<(Guid Key, TValue Value)>> _nodes = [];
    readonly LinkedList<(Guid Key, TValue Value)> _byUse = [];

    public int Count => _nodes.Count;

    public bool TryGet(Guid key, [NotNullWhen(true)] out TValue? value)
    {
        if (!_nodes.TryGetValue(key, out var node))
        {
            value = null;
            return false;
        }

        if (node != _byUse.First)
        {
            _byUse.Remove(node);
            _byUse.AddFirst(node);
        }

        value = node.Value.Value;
        return true;
    }

    public void Set(Guid key, TValue value)
    {
        if (_nodes.TryGetValue(key, out var node))
        {
            node.Value = (key, value);
            return;
        }

        _nodes[key] = _byUse.AddFirst((key, value));
        if (_nodes.Count > capacity)
            Remove(_byUse.Last!.Value.Key);
    }

    public bool Contains(Guid key) => _nodes.ContainsKey(key);

    public void Remove(Guid key)
    {
        if (_nodes.Remove(key, out var node))
            _byUse.Remove(node);
    }

    public void Clear()
    {
        _nodes.Clear();
        _byUse.Clear();
    }
}
