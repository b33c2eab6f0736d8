using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace BillingEngine.Messaging.Serialization;

/// <summary>Contracts that belong together, with the compiler-generated JSON for them.</summary>
public sealed record MessageModule(IReadOnlyList<MessageContract> Contracts, JsonSerializerContext Json);

/// <summary>
/// A stable name that messages are stored under, and how they are written and read. A contract has one for its shape of
/// today, and one for each that it had before.
/// </summary>
public sealed class MessageType
{
    readonly JsonTypeInfo _writing;
    readonly JsonTypeInfo _reading;
    readonly Upcasting? _upcasting;

    internal MessageType(
        string name, MessageContract contract, JsonTypeInfo writing, JsonTypeInfo reading, Upcasting? upcasting = null)
    {
        Name = name;
        Names = [contract.Name, .. contract.Earlier.Select(earlier => earlier.Name)];
        Type = contract.Type;
        IsCommand = Type.IsAssignableTo(typeof(ICommand));
        IsEvent = Type.IsAssignableTo(typeof(IEvent));
        _writing = writing;
        _reading = reading;
        _upcasting = upcasting;
    }

    public string Name { get; }

    /// <summary>All names under which it may be stored: that of today first.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether it is a shape of the past: read as the contract of today, and not written any more.</summary>
    public bool IsEarlier => _upcasting is not null;

    public Type Type { get; }

    public bool IsCommand { get; }

    public bool IsEvent { get; }

    public void Write(Utf8JsonWriter writer, object message)
    {
        if (IsEarlier)
            throw new InvalidOperationException($"{Name} is a form of the past, and is not written any more.");
        JsonSerializer.Serialize(writer, message, _writing);
    }

    /// <exception cref="JsonException">The bytes are not this contract.</exception>
    public object Read(ReadOnlySpan<byte> json) =>
        (_upcasting is null
            ? JsonSerializer.Deserialize(json, _reading)
            : _upcasting.Read(json, _reading)) ?? throw new JsonException($"A {Name} cannot be null.");
}

/// <summary>Every contract the process knows, by type and by stable name. Built once at start.</summary>
public sealed class MessageTypes
{
    readonly FrozenDictionary<Type, MessageType> _byType;
    readonly FrozenDictionary<string, MessageType> _byName;

    public MessageTypes(IEnumerable<MessageModule> modules)
    {
        var types = modules.SelectMany(Bind).ToList();
        if (types.GroupBy(type => type.Name).FirstOrDefault(same => same.Skip(1).Any()) is { Key: var twice })
            throw new ArgumentException($"Two contracts are called {twice}: a name says what is stored under it.");
        _byType = types.Where(type => !type.IsEarlier).ToFrozenDictionary(type => type.Type);
        _byName = types.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
    }

    /// <summary>All names under which events may be stored.</summary>
    public IEnumerable<string> EventNames => _byName.Values.Where(type => type.IsEvent).Select(type => type.Name);

    public MessageType Of(object message) => Of(message.GetType());

    public MessageType Of(Type type) => _byType.TryGetValue(type, out var known)
        ? known
        : throw new InvalidOperationException(
            $"{type.FullName} is not a registered contract. Add it, with a stable name, to the catalog of its module.");

    /// <summary>By the name of today, or of an earlier version.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out MessageType? type) => _byName.TryGetValue(name, out type);

    static IEnumerable<MessageType> Bind(MessageModule module)
    {
        var reading = new JsonSerializerOptions(module.Json.Options)
        {
            TypeInfoResolver = ((IJsonTypeInfoResolver)module.Json).WithAddedModifier(LetNullableMembersBeAbsent),
        };
        return module.Contracts.SelectMany(contract => Versions(
            contract,
            module.Json.GetTypeInfo(contract.Type) ?? throw new InvalidOperationException(
                $"{contract.Name} ({contract.Type.Name}) has no generated JSON. Add a JsonSerializable attribute for it."),
            reading.GetTypeInfo(contract.Type)));
    }

    static IEnumerable<MessageType> Versions(MessageContract contract, JsonTypeInfo writing, JsonTypeInfo reading) =>
    [
        new(contract.Name, contract, writing, reading),
        .. contract.Earlier.Select((earlier, index) => new MessageType(
            earlier.Name,
            contract,
            writing,
            reading,
            new Upcasting(earlier.Name, [.. contract.Earlier.Skip(index).Select(each => each.Upcast)]))),
    ];

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
