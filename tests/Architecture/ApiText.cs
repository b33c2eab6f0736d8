using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace BillingEngine.Architecture.Tests;

/// <summary>Writes public types and members as text, one line each: what others can see, and may rely on.</summary>
static class ApiText
{
    const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.Public | BindingFlags.NonPublic;

    static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    public static IReadOnlyList<string> Of(Assembly assembly) =>
    [
        .. assembly.GetExportedTypes()
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .SelectMany(type => Lines(type, withNames: true).Prepend(Header(type))),
    ];

    /// <summary>Its public and protected members, each on a line that begins with its name.</summary>
    public static IEnumerable<string> Lines(Type type, bool withNames) =>
        Members(type, withNames).Select(member => $"{NameOf(type)}: {member}");

    /// <summary>What is declared in the type itself, without what the compiler adds to a record.</summary>
    static IEnumerable<string> Members(Type type, bool withNames) => IsGenerated(type)
        ? []
        : Constructors(type, withNames)
            .Concat(type.GetFields(Declared).Where(field => field.IsPublic && !field.IsSpecialName).Select(FieldText))
            .Concat(type.GetProperties(Declared).Where(IsOpen).Select(property => PropertyText(property, withNames)))
            .Concat(Methods(type).Select(method => MethodText(method, withNames)))
            .Order(StringComparer.Ordinal);

    public static string NameOf(Type type)
    {
        if (type.IsByRef)
            return $"ref {NameOf(type.GetElementType()!)}";
        if (type.IsArray)
            return $"{NameOf(type.GetElementType()!)}[]";
        if (type.IsGenericParameter || Keywords.ContainsKey(type))
            return Keywords.GetValueOrDefault(type, type.Name);
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{NameOf(value)}?";
        var name = type.IsNested ? $"{type.DeclaringType!.Name}.{type.Name}" : type.Name;
        return type.IsGenericType
            ? name[..name.IndexOf('`', Ordinal)] + Generic(type.GetGenericArguments())
            : name;
    }

    static string Header(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var parents = type.GetInterfaces().Where(parent => parent.Assembly == type.Assembly).Select(NameOf);
        if (type.BaseType is { } parentClass && parentClass.Assembly == type.Assembly)
            parents = parents.Prepend(NameOf(parentClass));
        var list = string.Join(", ", parents);
        return $"{kind} {type.Namespace}.{NameOf(type)}{(list.Length > 0 ? $" : {list}" : "")}";
    }

    static IEnumerable<string> Constructors(Type type, bool withNames) => type
        .GetConstructors(Declared & ~BindingFlags.Static)
        .Where(constructor => IsOpen(constructor) && !IsFromCompiler(constructor))
        .Where(constructor => !type.IsAbstract || constructor.GetParameters().Length > 0)
        .Select(constructor => $"new({Parameters(constructor, withNames)})");

    static IEnumerable<MethodInfo> Methods(Type type) => type.GetMethods(Declared)
        .Where(method => IsOpen(method) && !IsFromCompiler(method))
        .Where(method => !method.IsSpecialName || method.Name.StartsWith("op_", Ordinal));

    static string FieldText(FieldInfo field) => field.IsLiteral
        ? $"const {NameOf(field.FieldType)} {field.Name} = {field.GetRawConstantValue()}"
        : $"{NameOf(field.FieldType)} {field.Name}";

    static string PropertyText(PropertyInfo property, bool withNames)
    {
        var index = property.GetIndexParameters() is { Length: > 0 }
            ? $"[{Parameters(property.GetMethod!, withNames)}]"
            : "";
        var set = property.SetMethod is not { } setter || !IsOpen(setter) ? ""
            : setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;";
        return $"{NameOf(property.PropertyType)} {property.Name}{index} {{ get;{set} }}";
    }

    static string MethodText(MethodInfo method, bool withNames)
    {
        var generic = method.IsGenericMethod ? Generic(method.GetGenericArguments()) : "";
        var extended = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{NameOf(method.ReturnType)} {method.Name}{generic}({extended}{Parameters(method, withNames)})";
    }

    static string Generic(Type[] arguments) => $"<{string.Join(", ", arguments.Select(NameOf))}>";

    static string Parameters(MethodBase method, bool withNames) => string.Join(
        ", ",
        method.GetParameters().Select(parameter =>
            NameOf(parameter.ParameterType)
            + (withNames ? $" {parameter.Name}" : "")
            + (parameter.HasDefaultValue ? " = default" : "")));

    static bool IsOpen(PropertyInfo property) =>
        property.GetMethod is { } getter && IsOpen(getter) && !IsFromCompiler(property);

    static bool IsOpen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    static bool IsFromCompiler(MemberInfo member) =>
        member.IsDefined(typeof(CompilerGeneratedAttribute)) || member.Name is "EqualityContract" or "PrintMembers";

    static bool IsGenerated(Type type) => type.IsAssignableTo(typeof(JsonSerializerContext));
}
