using System.Text;

namespace BillingEngine.Postgres.Embedded;

/// <summary>The end of a log on one line, for a message that a person reads.</summary>
static class LogTail
{
    const int Lines = 5;
    const int Bytes = 64 * 1024;

    public static string Of(string text) => string.Join(" | ", text
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .TakeLast(Lines));

    /// <summary>What was written to the file after a length it once had, as far as it is recent.</summary>
    public static string Since(string path, long length)
    {
        if (!File.Exists(path))
            return "";
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Max(Math.Min(length, file.Length), file.Length - Bytes);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
