using System.Text;

// Starting refuses Windows before anything comes here.
#pragma warning disable CA1416

namespace BillingEngine.Postgres.Embedded;

/// <summary>Files and folders with the permissions of Unix, the only systems the embedded server runs on.</summary>
static class UnixFiles
{
    const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode Readable = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    const UnixFileMode Passable =
        Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Writes a secret: closed to others from its first moment, and on disk when this returns.</summary>
    public static void WritePrivate(string path, string text)
    {
        File.Delete(path);
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = Private,
        });
        file.Write(Encoding.UTF8.GetBytes(text));
        file.Flush(flushToDisk: true);
    }

    public static void WriteReadable(string path, string text)
    {
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, Readable);
    }

    public static void CreatePrivateFolder(string path)
    {
        Directory.CreateDirectory(path, Private | UnixFileMode.UserExecute);
    }

    public static void CreatePassableFolder(string path)
    {
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, Passable);
    }
}
