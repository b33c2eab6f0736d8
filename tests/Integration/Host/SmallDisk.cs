using System.Diagnostics;
using BillingEngine.Integration.Tests.Embedded;
using Npgsql;

namespace BillingEngine.Integration.Tests.Host;

/// <summary>
/// A database on a disk that can be filled: a small file system of its own where the test may mount one, and else a
/// trigger that says what a full disk would say.
/// </summary>
abstract class SmallDisk : IAsyncDisposable
{
    /// <summary>Connection string of the database on it.</summary>
    public required string Database { get; init; }

    public static async Task<SmallDisk> Open()
    {
        var database = await TestCluster.NewDatabase();
        var folder = TestFolders.New();
        Directory.CreateDirectory(folder);
        var cluster = (string)(await Sql.Run(database, "show data_directory"))!;
        var owner = await Run("stat", "-c", "uid=%u,gid=%g", cluster);
        var options = $"size=32m,mode=700,{owner.Output.Trim()}";
        if (!(await Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder)).Succeeded)
            return await RefusingTrigger.On(database);
        return await Mounted.On(database, folder);
    }

    public abstract Task Fill();

    public abstract Task Free();

    public abstract ValueTask DisposeAsync();

    static async Task<(bool Succeeded, string Output)> Run(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode == 0, output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (false, "");
        }
    }

    sealed class Mounted(string folder) : SmallDisk
    {
        string Ballast => Path.Combine(folder, "ballast");

        string Name => new NpgsqlConnectionStringBuilder(Database).Database!;

        // To drop a database waits for a checkpoint of the whole server, which has those of all tests to write.
        string Maintenance => new NpgsqlConnectionStringBuilder(Database)
        {
            Database = "postgres", CommandTimeout = 300,
        }.ConnectionString;

        /// <summary>A new database: to move one there would wait for a checkpoint of the whole server.</summary>
        public static async Task<SmallDisk> On(string other, string folder)
        {
            var settings = new NpgsqlConnectionStringBuilder(other);
            settings.Database += "_small";
            var mounted = new Mounted(folder) { Database = settings.ConnectionString };
            await Sql.Run(mounted.Maintenance, $"create tablespace {mounted.Name} location '{folder}'");
            await Sql.Run(mounted.Maintenance, $"create database {mounted.Name} tablespace {mounted.Name}");
            return mounted;
        }

        public override async Task Fill()
        {
            try
            {
                await using var ballast = new FileStream(Ballast, FileMode.Create, FileAccess.Write, FileShare.None, 0);
                while (true)
                    await ballast.WriteAsync(new byte[4096]);
            }
            catch (IOException)
            {
                // It is full.
            }
        }

        public override Task Free()
        {
            File.Delete(Ballast);
            return Task.CompletedTask;
        }

        public override async ValueTask DisposeAsync()
        {
            await Sql.Run(Maintenance, $"drop database {Name} with (force)");
            await Sql.Run(Maintenance, $"drop tablespace {Name}");
            await Run("umount", "-l", folder);
        }
    }

    sealed class RefusingTrigger : SmallDisk
    {
        const string Install = """
            create table full_disk (is_full boolean);
            create function refuse() returns trigger language plpgsql as $$
            begin
                if exists (select from full_disk) then
                    raise exception 'could not extend file: No space left on device' using errcode = '53100';
                end if;
                return null;
            end $$
            """;

        public static async Task<SmallDisk> On(string database)
        {
            await Sql.Run(database, Install);
            return new RefusingTrigger { Database = database };
        }

        const string Connect = "create or replace trigger refuse after insert on events execute function refuse()";

        public override async Task Fill()
        {
            await Sql.Run(Database, Connect);
            await Sql.Run(Database, "insert into full_disk values (true)");
        }

        public override async Task Free() => await Sql.Run(Database, "truncate full_disk");

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
