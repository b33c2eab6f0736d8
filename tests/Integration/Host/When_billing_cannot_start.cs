using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace BillingEngine.Integration.Tests.Host;

[Collection(Processes.Name)]
public sealed class When_billing_cannot_start
{
    [Fact]
    public async Task Should_say_that_its_port_is_taken()
    {
        using var rival = new TcpListener(IPAddress.Loopback, 0);
        rival.Start();
        var url = $"http://{rival.LocalEndpoint}";

        var database = await TestCluster.NewDatabase();

        await Fails(1, $"{url}: address already in use", "up", "--urls", url, "--connection", database);
    }

    [Fact]
    public Task Should_say_that_it_knows_no_such_endpoint() => Fails(
        2,
        "--endpoints knows no 'moon': there are api, accounts, transactions, projections",
        "up",
        "--endpoints",
        "api,moon");

    [Fact]
    public Task Should_say_what_is_wrong_with_a_fault_rule() => Fails(
        2, "--fault type=moon.v1: 'moon.v1' is not the name of a message", "up", "--fault", "type=moon.v1");

    [Fact]
    public Task Should_say_that_a_connection_string_is_none() =>
        Fails(2, "--connection is not a connection string", "up", "--connection", "nonsense");

    [Fact]
    public Task Should_say_that_no_database_answers() => Fails(
        1, "127.0.0.1:1", "up", "--connection", "Host=127.0.0.1;Port=1;Database=billing;Username=billing");

    [Fact]
    public async Task Should_say_that_the_database_is_not_there()
    {
        var missing = new NpgsqlConnectionStringBuilder(await TestCluster.NewDatabase()) { Database = "missing" };

        await Fails(1, "\"missing\" does not exist", "up", "--connection", missing.ConnectionString);
    }

    [Fact]
    public async Task Should_say_that_the_password_is_wrong_and_not_repeat_it()
    {
        var wrong = new NpgsqlConnectionStringBuilder(await TestCluster.NewDatabase()) { Password = "sesame" };

        var told = await Fails(1, "password authentication failed", "up", "--connection", wrong.ConnectionString);

        Assert.DoesNotContain("sesame", told, StringComparison.Ordinal);
    }

    static async Task<string> Fails(int code, string reason, params string[] arguments)
    {
        await using var billing = BillingProcess.Start(arguments);
        var exitCode = await billing.Exit();
        Assert.Equal((code, 0), (exitCode, billing.Output.Count));
        var line = billing.Error.Count(line => line.StartsWith("billing: ", StringComparison.Ordinal)) == 1
            ? billing.Error.Last()
            : billing.Told();
        Assert.StartsWith("billing: ", line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", billing.Told(), StringComparison.Ordinal);
        return billing.Told();
    }
}
