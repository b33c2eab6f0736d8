using System.Diagnostics.CodeAnalysis;

namespace BillingEngine.Messaging.Extensibility;

/// <summary>Something that carries values for extensions.</summary>
public interface IExtendable
{
    /// <summary>The values, visible to everything further down.</summary>
    ContextBag Extensions { get; }
}

/// <summary>Values for extensions, to be read only.</summary>
public interface IReadOnlyContextBag
{
    /// <summary>The value stored under its type; throws <see cref="KeyNotFoundException"/> if there is none.</summary>
    T Get<T>();

    /// <summary>The value stored under a key; throws <see cref="KeyNotFoundException"/> if there is none.</summary>
    T Get<T>(string key);

    /// <summary>The value stored under its type, if any.</summary>
    bool TryGet<T>([NotNullWhen(true)] out T? result);

    /// <summary>The value stored under a key, if any.</summary>
    bool TryGet<T>(string key, [NotNullWhen(true)] out T? result);
}

/// <summary>
/// Values for extensions. What is not found here is looked up in the parent; what is set or removed here leaves the
/// parent alone.
/// </summary>
public sealed class ContextBag(ContextBag? parentBag = null) : IReadOnlyContextBag
{
    // Most bags stay empty: a message that uses no extension pays for none.
    Dictionary<string, object>? values;

    public T Get<T>() => Get<T>(KeyOf<T>());

    public T Get<T>(string key) => TryGet<T>(key, out var value)
        ? value
        : throw new KeyNotFoundException($"Nothing is stored under '{key}': set it before it is read, or use TryGet.");

    public bool TryGet<T>([NotNullWhen(true)] out T? result) => TryGet(KeyOf<T>(), out result);

    public bool TryGet<T>(string key, [NotNullWhen(true)] out T? result)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (values is not null && values.TryGetValue(key, out var value))
        {
            result = (T)value;
            return true;
        }

        if (parentBag is not null)
            return parentBag.TryGet(key, out result);
        result = default;
        return false;
    }

    /// <summary>The value stored under its type, made and stored here if there is none.</summary>
    public T GetOrCreate<T>() where T : class, new()
    {
        if (TryGet<T>(out var existing))
            return existing;
        var created = new T();
        Set(created);
        return created;
    }

    /// <summary>Stores a value under its type, in place of what was there.</summary>
    public void Set<T>(T value) => Set(KeyOf<T>(), value);

    /// <summary>Stores a value under a key, in place of what was there.</summary>
    public void Set<T>(string key, T value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(value);
        (values ??= new(StringComparer.Ordinal))[key] = value;
    }

    /// <summary>Removes the value stored here under its type, if any.</summary>
    public void Remove<T>() => Remove(KeyOf<T>());

    /// <summary>Removes the value stored here under a key, if any.</summary>
    public void Remove(string key) => values?.Remove(key);

    static string KeyOf<T>() => typeof(T).FullName!;
}
