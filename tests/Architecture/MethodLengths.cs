using System.Reflection.Metadata;

namespace BillingEngine.Architecture.Tests;

/// <summary>
/// How many lines a method's body spans, as the debug symbols tell: from its first statement to its last, lambdas
/// included. Constructors are left out: their statements are scattered over the fields that they initialise.
/// </summary>
static class MethodLengths
{
    public static IReadOnlyList<(string Name, int Lines)> Of(string assembly)
    {
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(
            File.OpenRead(Path.ChangeExtension(Assemblies.PathOf(assembly), ".pdb")));
        var debug = symbols.GetMetadataReader();
        return Assemblies.Read(assembly, reader => debug.MethodDebugInformation
            .Select(handle => (
                Name: NameOf(reader, handle), Lines: LinesOf(debug, debug.GetMethodDebugInformation(handle))))
            .Where(method => method is { Name: not null, Lines: > 0 })
            .Select(method => (method.Name!, method.Lines))
            .ToList());
    }

    static int LinesOf(MetadataReader debug, MethodDebugInformation method)
    {
        var points = method.GetSequencePoints().Where(point => !point.IsHidden).ToList();
        return points.Count == 0 || IsGenerated(debug, points[0].Document)
            ? 0
            : points.Max(point => point.EndLine) - points.Min(point => point.StartLine) + 1;
    }

    static bool IsGenerated(MetadataReader debug, DocumentHandle document) =>
        debug.GetString(debug.GetDocument(document).Name).Replace('\\', '/').Contains("/obj/", Ordinal);

    /// <summary>Null for constructors, and for lambdas: they are part of the method around them.</summary>
    static string? NameOf(MetadataReader reader, MethodDebugInformationHandle handle)
    {
        var method = reader.GetMethodDefinition(handle.ToDefinitionHandle());
        var type = reader.GetTypeDefinition(method.GetDeclaringType());
        var (typeName, name) = (reader.GetString(type.Name), reader.GetString(method.Name));
        if (name == "MoveNext" && typeName.StartsWith('<'))
        {
            // An async method or an iterator: the compiler made a class of it, named after it.
            name = typeName[1..typeName.IndexOf('>', Ordinal)];
            type = reader.GetTypeDefinition(type.GetDeclaringType());
            typeName = reader.GetString(type.Name);
        }

        return name.Contains('<', Ordinal) || name.Length == 0 || name.StartsWith('.') ? null : $"{typeName}.{name}";
    }
}
