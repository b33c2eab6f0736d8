using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace BillingEngine.Messaging.Serialization;

/// <summary>Contracts that belong together, with the compiler-generated JSON for them.</summary>
public sealed record MessageModule(IReadOnlyList<MessageContract> Contracts, JsonSerializerContext Json);

/// <summary>One known contract: its stable name and how it is written and read.</summary>
public sealed class MessageType
{
    readonly JsonTypeInfo _writing;
    readonly JsonTypeInfo _reading;

    internal MessageType(MessageContract contract, JsonTypeInfo writing, JsonTypeInfo reading)
    {
        Name = contract.Name;
        Type = contract.Type;
        IsCommand = Type.IsAssignableTo(typeof(ICommand));
        IsEvent = Type.IsAssignableTo(typeof(IEvent));
        _writing = writing;
        _reading = reading;
    }

    public string Name { get; }

    /// <summary>All names under which it may be stored.</summary>
    public IReadOnlyList<string> Names => [Name];

    public Type Type { get; }

    public bool IsCommand { get; }

    public bool IsEvent { get; }

    public void Write(Utf8JsonWriter writer, object message) => JsonSerializer.Serialize(writer, message, _writing);

    /// <exception cref="JsonException">The bytes are not this contract.</exception>
    public object Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, _reading) ?? throw new JsonException($"A {Name} cannot be null.");
}

/// <summary>Every contract the process knows, by type and by stable name. Built once at start.</summary>
public sealed class MessageTypes
{
    readonly FrozenDictionary<Type, MessageType> _byType;
    readonly FrozenDictionary<string, MessageType> _byName;

    public MessageTypes(IEnumerable<MessageModule> modules)
    {
        var types = modules.SelectMany(Bind).ToList();
        _byType = types.ToFrozenDictionary(type => type.Type);
        _byName = types.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
    }

    /// <summary>All names under which events may be stored.</summary>
    public IEnumerable<string> EventNames => _byName.Values.Where(type => type.IsEvent).SelectMany(type => type.Names);

    public MessageType Of(object message) => Of(message.GetType());

    public MessageType Of(Type type) => _byType.TryGetValue(type, out var known)
        ? known
        : throw new InvalidOperationException(
            $"{type.FullName} is not a registered contract. Add it, with a stable name, to the catalog of its module.");

    public bool TryFind(string name, [NotNullWhen(true)] out MessageType? type) => _byName.TryGetValue(name, out type);

    static IEnumerable<MessageType> Bind(MessageModule module)
    {
        var reading = new JsonSerializerOptions(module.Json.Options)
        {
            TypeInfoResolver = ((IJsonTypeInfoResolver)module.Json).WithAddedModifier(LetNullableMembersBeAbsent),
        };
        return module.Contracts.Select(contract => new MessageType(
            contract,
            module.Json.GetTypeInfo(contract.Type) ?? throw new InvalidOperationException(
                $"{contract.Name} ({contract.Type.Name}) has no generated JSON. Add a JsonSerializable attribute for it."),
            reading.GetTypeInfo(contract.Type)));
    }

    /// <summary>What is null is not written. Any other member that is missing is an error, never a default.</summary>
    static void LetNullableMembersBeAbsent(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (property.AssociatedParameter is { IsNullable: true })
                property.IsRequired = false;
        }
    }
}
