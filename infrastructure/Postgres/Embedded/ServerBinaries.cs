using System.Globalization;
using System.Text.RegularExpressions;

namespace BillingEngine.Postgres.Embedded;

/// <summary>A set of server programs of one major version.</summary>
sealed partial record ServerBinaries(string Folder, int Major)
{
    const int Oldest = 14;
    const string Variable = "BILLING_POSTGRES_BIN";
    const string ForcePackage = "package";

    public string Postgres => Path.Combine(Folder, "postgres");
    public string Initdb => Path.Combine(Folder, "initdb");
    public string Control => Path.Combine(Folder, "pg_ctl");

    /// <summary>The programs for a cluster of a version, or for a new one: installed ones, else a package.</summary>
    public static async Task<ServerBinaries> Find(int? version, EmbeddedPostgresOptions options, CancellationToken ct)
    {
        var chosen = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(chosen) && chosen != ForcePackage)
            return await In(chosen, ct) is { } set && set.Fits(version) ? set : throw Unfit(chosen, version);
        foreach (var folder in chosen == ForcePackage ? [] : InstalledFolders())
        {
            if (await In(folder, ct) is { } installed && installed.Fits(version))
                return installed;
        }
        if (version is not (null or ServerPackage.Major))
            throw NoneFor(version.Value, options.DataDirectory);
        return await ServerPackage.Obtain(options, ct);
    }

    /// <summary>The set in a folder, or null when it is incomplete or does not run.</summary>
    public static async Task<ServerBinaries?> In(string folder, CancellationToken ct)
    {
        var set = new ServerBinaries(Path.GetFullPath(folder), 0);
        if (!File.Exists(set.Postgres) || !File.Exists(set.Initdb) || !File.Exists(set.Control))
            return null;
        var asked = await Command.Run([set.Postgres, "--version"], ct);
        var found = VersionText.Match(asked.Output);
        return asked.Succeeded && found.Success
            ? set with { Major = int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) }
            : null;
    }

    bool Fits(int? version) => version is null ? Major >= Oldest : Major == version;

    static IEnumerable<string> InstalledFolders() =>
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(Path.IsPathRooted),
        .. Versioned("/usr/lib/postgresql", "*", "bin"),
        "/usr/local/pgsql/bin",
        .. Versioned("/opt/homebrew/opt", "postgresql*", "bin"),
        .. Versioned("/usr/local/opt", "postgresql*", "bin"),
        .. Versioned("/usr", "pgsql-*", "bin"),
    ];

    static IEnumerable<string> Versioned(string parent, string pattern, string child) => Directory.Exists(parent)
        ? Directory.GetDirectories(parent, pattern)
            .OrderByDescending(folder => int.TryParse(Digits.Match(Path.GetFileName(folder)).Value, out var n) ? n : 0)
            .Select(folder => Path.Combine(folder, child))
        : [];

    static EmbeddedPostgresException Unfit(string folder, int? version) => new(
        $"{Variable} names {folder}, where no PostgreSQL {(version is null ? $"{Oldest} or newer" : version)} "
        + "(postgres, initdb, pg_ctl) runs. Correct the variable or unset it.");

    static EmbeddedPostgresException NoneFor(int version, string directory) => new(
        $"The cluster in {Path.GetFullPath(directory)} is of PostgreSQL {version}, which is not installed here. "
        + $"Install it (apt-get install postgresql-{version}), or choose another folder with --data.");

    [GeneratedRegex(@"\(PostgreSQL\) (\d+)")]
    static partial Regex VersionText { get; }

    [GeneratedRegex(@"\d+")]
    static partial Regex Digits { get; }
}
