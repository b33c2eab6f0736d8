using System.Reflection;
using System.Runtime.CompilerServices;

namespace BillingEngine.Messaging.Sagas;

/// <summary>Tells whether a copy of saga data, member by member, is independent of its original.</summary>
static class SagaDataShape
{
    const BindingFlags OwnFields =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    static readonly HashSet<Type> Values =
    [
        typeof(string), typeof(decimal), typeof(Guid), typeof(Uri), typeof(Int128), typeof(UInt128),
        typeof(DateTimeOffset), typeof(DateTime), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
    ];

    /// <summary>
    /// The first member that a copy would share with its original although it can change, if there is one.
    /// </summary>
    public static (string Path, Type Type)? FindShared(Type dataType) => FindShared(dataType, path: "", [dataType]);

    static (string Path, Type Type)? FindShared(Type type, string path, HashSet<Type> seen)
    {
        foreach (var field in FieldsOf(type))
        {
            var memberType = Nullable.GetUnderlyingType(field.FieldType) ?? field.FieldType;
            var memberPath = path + NameOf(field);
            if (memberType.IsPrimitive || memberType.IsEnum || Values.Contains(memberType) || !seen.Add(memberType))
                continue;
            if (!IsImmutableRecord(memberType) && !IsReadOnlyStruct(memberType))
                return (memberPath, memberType);
            if (FindShared(memberType, memberPath + ".", seen) is { } shared)
                return shared;
        }

        return null;
    }

    static bool IsReadOnlyStruct(Type type) => type.IsValueType && type.IsDefined(typeof(IsReadOnlyAttribute));

    // The compiler gives every record class a method of this name, and nothing else can have one.
    static bool IsImmutableRecord(Type type) =>
        type.GetMethod("<Clone>$") is not null && FieldsOf(type).All(field => field.IsInitOnly);

    static IEnumerable<FieldInfo> FieldsOf(Type? type)
    {
        for (; type is not null; type = type.BaseType)
            foreach (var field in type.GetFields(OwnFields))
                yield return field;
    }

    static string NameOf(FieldInfo field) =>
        field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
}
