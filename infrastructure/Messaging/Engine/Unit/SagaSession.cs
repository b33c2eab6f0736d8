using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using BillingEngine.Messaging.Sagas;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine.Unit;

/// <summary>A saga instance; immutable, so that undoing is putting the reference back.</summary>
/// <param name="Data">Null when the saga has completed.</param>
/// <param name="StoredVersion">Version in the store; 0 when it was never stored.</param>
sealed record SagaInstance(SagaMetadata Saga, Guid Id, IContainSagaData? Data, int StoredVersion, int Partition);

/// <param name="Found">As a message found it; null: the message started it.</param>
/// <param name="Now">As the message left it.</param>
readonly record struct SagaChange(SagaInstance? Found, SagaInstance Now);

/// <summary>The saga instances of one unit of work.</summary>
sealed class SagaSession(IUnitReader store, SagaJson json, int cachedSagas)
{
    readonly BoundedCache<SagaInstance> _committed = new(cachedSagas);
    readonly Dictionary<Guid, SagaInstance> _inUnit = [];
    readonly List<(Guid Id, SagaInstance? Before, SagaChange Change)> _undo = [];
    Dictionary<Guid, StoredSaga> _fetched = [];
    HashSet<Guid> _asked = [];

    public int Mark => _undo.Count;

    public bool IsKnown(Guid id) => _inUnit.ContainsKey(id) || _committed.Contains(id);

    public bool HasCompleted(Guid id) => _inUnit.TryGetValue(id, out var instance) && instance.Data is null;

    /// <summary>
    /// Version of the row of an instance that ended in this unit; a new one of the same id replaces it.
    /// </summary>
    public int StoredVersionOf(Guid id) => _inUnit.GetValueOrDefault(id)?.StoredVersion ?? 0;

    public void Accept(IEnumerable<Guid> asked, Dictionary<Guid, StoredSaga> fetched)
    {
        _asked = [.. asked];
        _fetched = fetched;
    }

    public async ValueTask<SagaInstance?> Find(SagaMetadata saga, Guid id, int partition, CancellationToken ct)
    {
        if (_inUnit.TryGetValue(id, out var known))
            return known.Data is null ? null : known;
        if (_committed.TryGet(id, out known))
            return known;
        if (!_asked.Contains(id))
            await Ask(id, ct);
        if (!_fetched.TryGetValue(id, out var stored))
            return null;
        var instance = new SagaInstance(saga, id, json.Read(saga, stored.Data), stored.Version, partition);
        _committed.Set(id, instance);
        return instance;
    }

    /// <param name="found">As it was before the message; null when there was none.</param>
    public void Set(SagaInstance? found, SagaInstance instance)
    {
        _undo.Add((instance.Id, _inUnit.GetValueOrDefault(instance.Id), new(found, instance)));
        _inUnit[instance.Id] = instance;
    }

    public IReadOnlyList<SagaChange> ChangesSince(int mark)
    {
        if (_undo.Count == mark)
            return [];
        var changes = new SagaChange[_undo.Count - mark];
        for (var index = 0; index < changes.Length; index++)
            changes[index] = _undo[mark + index].Change;
        return changes;
    }

    public void UndoTo(int mark)
    {
        for (var last = _undo.Count - 1; last >= mark; last--)
        {
            var (id, before, _) = _undo[last];
            if (before is null)
                _inUnit.Remove(id);
            else
                _inUnit[id] = before;
        }

        _undo.RemoveRange(mark, _undo.Count - mark);
    }

    /// <summary>
    /// What to store: open instances, and the end of stored ones. One that began and ended here leaves no trace.
    /// </summary>
    public IReadOnlyList<SagaWrite> Writes(PayloadBuffer buffer)
    {
        List<SagaWrite>? writes = null;
        foreach (var instance in _inUnit.Values)
        {
            if (instance.Data is null && instance.StoredVersion == 0)
                continue;
            (writes ??= []).Add(new SagaWrite(
                instance.Id,
                instance.Saga.Name,
                instance.Data is null ? "" : CorrelationText(instance),
                instance.Partition,
                instance.StoredVersion,
                // A bare null would become an empty slice: byte arrays, null ones too, convert to it.
                instance.Data is { } data ? json.Write(instance.Saga, data, buffer) : default(ReadOnlyMemory<byte>?)));
        }

        return writes ?? [];
    }

    public void Keep()
    {
        foreach (var (id, instance) in _inUnit)
        {
            if (instance.Data is null)
                _committed.Remove(id);
            else
                _committed.Set(id, instance with { StoredVersion = instance.StoredVersion + 1 });
        }

        Clear();
    }

    public void Discard()
    {
        foreach (var id in _inUnit.Keys)
            _committed.Remove(id);
        Clear();
    }

    public void ForgetEverything()
    {
        Clear();
        _committed.Clear();
    }

    void Clear()
    {
        _inUnit.Clear();
        _undo.Clear();
        _fetched = [];
        _asked = [];
    }

    async Task Ask(Guid id, CancellationToken ct)
    {
        var request = new PrefetchRequest();
        request.Sagas.Add(id);
        var found = await store.Prefetch(request, ct);
        _asked.Add(id);
        if (found.Sagas.TryGetValue(id, out var stored))
            _fetched[id] = stored;
    }

    static string CorrelationText(SagaInstance instance) => Convert.ToString(
        instance.Saga.GetCorrelation(instance.Data!), CultureInfo.InvariantCulture)!;
}

/// <summary>Reads and writes saga data; how is worked out once per type, at start.</summary>
sealed class SagaJson
{
    readonly Dictionary<Type, JsonTypeInfo> _types;

    public SagaJson(IEnumerable<SagaMetadata> sagas)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            NumberHandling = JsonNumberHandling.Strict,
            // What follows from the rest, or is not there, is neither stored nor traced.
            IgnoreReadOnlyProperties = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        };
        _types = sagas.ToDictionary(saga => saga.DataType, saga => options.GetTypeInfo(saga.DataType));
    }

    public IContainSagaData Read(SagaMetadata saga, ReadOnlyMemory<byte> data) =>
        (IContainSagaData)(JsonSerializer.Deserialize(data.Span, _types[saga.DataType])
            ?? throw new JsonException($"The stored data of a {saga.Name} is null."));

    public ReadOnlyMemory<byte> Write(SagaMetadata saga, IContainSagaData data, PayloadBuffer buffer) =>
        buffer.Write((data, _types[saga.DataType]), static (writer, state) =>
            JsonSerializer.Serialize(writer, state.data, state.Item2));
}
