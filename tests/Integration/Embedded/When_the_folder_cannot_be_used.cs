using BillingEngine.Postgres.Embedded;

namespace BillingEngine.Integration.Tests.Embedded;

public sealed class When_the_folder_cannot_be_used
{
    readonly EmbeddedPostgresOptions options = new(TestFolders.New()) { SharedBuffersMegabytes = 16 };

    string Cluster => Path.Combine(options.DataDirectory, "pgdata");

    [Fact]
    public async Task Should_say_that_it_is_a_file()
    {
        await File.WriteAllTextAsync(options.DataDirectory, "");

        await Refused("is a file");
    }

    [Fact]
    public async Task Should_say_that_its_parent_is_a_file()
    {
        await File.WriteAllTextAsync(options.DataDirectory, "");

        await Refused("cannot be used", options with { DataDirectory = Path.Combine(options.DataDirectory, "data") });
    }

    [Fact]
    public async Task Should_say_that_its_cluster_is_not_ours()
    {
        Directory.CreateDirectory(Cluster);
        await File.WriteAllTextAsync(Path.Combine(Cluster, "PG_VERSION"), "15\n");

        await Refused("not made by billing");
    }

    [Fact]
    public async Task Should_say_that_it_is_a_cluster_itself()
    {
        Directory.CreateDirectory(options.DataDirectory);
        await File.WriteAllTextAsync(Path.Combine(options.DataDirectory, "PG_VERSION"), "15\n");

        await Refused("itself a PostgreSQL cluster");
    }

    [Fact]
    public async Task Should_say_that_its_cluster_is_of_another_version()
    {
        Directory.CreateDirectory(Cluster);
        await File.WriteAllTextAsync(Path.Combine(Cluster, "PG_VERSION"), "9\n");
        await File.WriteAllTextAsync(Path.Combine(options.DataDirectory, "password"), "secret");

        await Refused("of PostgreSQL 9");
    }

    [Fact]
    public async Task Should_say_that_the_path_has_a_character_the_server_cannot_take() =>
        await Refused("character", options with { DataDirectory = options.DataDirectory + "$HOME" });

    [Fact]
    public async Task Should_say_that_the_password_does_not_belong_to_the_cluster()
    {
        await (await EmbeddedPostgres.Start(options, CancellationToken.None)).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(options.DataDirectory, "password"), "another");

        await Refused("refuses the password");

        Assert.False(File.Exists(Path.Combine(Cluster, "postmaster.pid")));
    }

    [Fact]
    public async Task Should_show_what_the_server_said_when_it_cannot_start()
    {
        await (await EmbeddedPostgres.Start(options, CancellationToken.None)).DisposeAsync();
        await File.AppendAllTextAsync(Path.Combine(Cluster, "postgresql.conf"), "no_such_setting = 1\n");

        await Refused("no_such_setting");
    }

    async Task Refused(string reason, EmbeddedPostgresOptions? other = null)
    {
        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(
            () => EmbeddedPostgres.Start(other ?? options, CancellationToken.None));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(options.DataDirectory, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
