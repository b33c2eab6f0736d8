using System.Text;
using System.Text.Json;
using BillingEngine.Messaging;
using BillingEngine.Messaging.Serialization;

namespace BillingEngine.Domain.Tests.Values;

/// <summary>
/// An event of every form that databases may hold: under Approved as it is stored by its name, under Earlier as it was
/// stored by the same name before members were added to it.
/// </summary>
static class Corpus
{
    static string Folder => Path.Combine(AppContext.BaseDirectory, "Approved");

    /// <summary>Files, as their paths below the folder.</summary>
    public static IEnumerable<string> All => Directory
        .GetFiles(Folder, "*.json", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Folder, file))
        .Order(StringComparer.Ordinal);

    public static string NameOf(string file) => Path.GetFileNameWithoutExtension(file);

    public static string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));

    /// <summary>Why an event of that form cannot be read as a contract of today; null when it can.</summary>
    public static string? FaultOf(MessageTypes types, string file)
    {
        var name = NameOf(file);
        if (!types.TryFind(name, out var type))
            return $"""
                Databases hold events of the name {name}, and no contract reads them. Name it among the earlier
                versions of the one that has replaced it (MessageContract.Earlier), with what turns the old into the
                new.
                """;
        try
        {
            return type.Read(Encoding.UTF8.GetBytes(Read(file))) is IEvent ? null : $"{name} is read as no event.";
        }
        catch (JsonException e)
        {
            return $"Databases hold events of the name {name} in a form that cannot be read any more: {e.Message}";
        }
    }
}
