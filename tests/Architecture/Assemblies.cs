using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace BillingEngine.Architecture.Tests;

/// <summary>A type or a member of another assembly that an assembly names.</summary>
readonly record struct Use(string Assembly, string Type, string? Member)
{
    public override string ToString() => Member is null ? Type : $"{Type}.{Member}";
}

/// <summary>The product's assemblies, read as files: what the compiler kept of the references.</summary>
static class Assemblies
{
    public const string Host = "billing";

    public static IReadOnlyList<string> Product { get; } =
    [
        "BillingEngine.MessageInterfaces",
        "BillingEngine.Messages",
        "BillingEngine.Messaging",
        "BillingEngine.Postgres",
        "BillingEngine.Accounts",
        "BillingEngine.Transactions",
        "BillingEngine.ReadModels",
        "BillingEngine.Api",
        Host,
    ];

    public static string PathOf(string assembly) => Path.Combine(AppContext.BaseDirectory, assembly + ".dll");

    public static IReadOnlyList<string> ReferencesOf(string assembly) => Read(assembly, reader =>
        reader.AssemblyReferences
            .Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))
            .ToImmutableList());

    /// <summary>Everything of other assemblies that this one names: types, and members of types.</summary>
    public static IReadOnlyList<Use> UsesOf(string assembly) => Read(assembly, reader =>
    {
        var types = reader.TypeReferences.Select(handle => UseOf(reader, handle));
        var members = reader.MemberReferences
            .Select(reader.GetMemberReference)
            .Select(member => (Type: TypeOf(reader, member.Parent), Name: reader.GetString(member.Name)))
            .Where(member => member.Type is not null)
            .Select(member => UseOf(reader, member.Type!.Value) with { Member = member.Name });
        return types.Concat(members).ToImmutableList();
    });

    public static TResult Read<TResult>(string assembly, Func<MetadataReader, TResult> read)
    {
        using var file = new PEReader(File.OpenRead(PathOf(assembly)));
        return read(file.GetMetadataReader());
    }

    static TypeReferenceHandle? TypeOf(MetadataReader reader, EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => (TypeReferenceHandle)parent,
        HandleKind.TypeSpecification => GenericTypeOf(reader, (TypeSpecificationHandle)parent),
        _ => null,
    };

    /// <summary>ECMA-335, II.23.2.14: a generic instance is a code, the kind of type, and the type itself.</summary>
    static TypeReferenceHandle? GenericTypeOf(MetadataReader reader, TypeSpecificationHandle handle)
    {
        var signature = reader.GetBlobReader(reader.GetTypeSpecification(handle).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            return null;
        signature.ReadByte();
        var type = signature.ReadTypeHandle();
        return type.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)type : null;
    }

    static Use UseOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        if (type.ResolutionScope.Kind == HandleKind.TypeReference)
        {
            var outer = UseOf(reader, (TypeReferenceHandle)type.ResolutionScope);
            return outer with { Type = $"{outer.Type}+{name}" };
        }

        var scope = type.ResolutionScope.Kind == HandleKind.AssemblyReference
            ? reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name)
            : "";
        return new Use(scope, $"{reader.GetString(type.Namespace)}.{name}", Member: null);
    }
}
