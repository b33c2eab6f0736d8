using BillingEngine.Host;

namespace BillingEngine.Integration.Tests.Load;

public sealed class When_calling_billing
{
    [Theory]
    [InlineData("fly", "'fly' is not a verb; 'billing --help' lists them")]
    [InlineData("load --speed 3", "'--speed' is not an option of load; 'billing load --help' lists them")]
    [InlineData("load --urls http://x", "'--urls' is not an option of load; 'billing load --help' lists them")]
    [InlineData("--wallets 3", "'--wallets' is not an option of up; 'billing up --help' lists them")]
    [InlineData("load --wallets many", "--wallets must be a whole number from 1 to 1000000; it is 'many'")]
    [InlineData("load --workers 0", "--workers must be a whole number from 1 to 1000; it is '0'")]
    [InlineData("load --operations -5", "--operations must be a whole number from 1 to 100000000; it is '-5'")]
    [InlineData("load --rate 0", "--rate must be a whole number from 1 to 100000; it is '0'")]
    [InlineData(
        "load --rate 5 --operations 3", "--rate and --operations exclude each other: give --rate and --seconds")]
    [InlineData("load --seconds 3", "--seconds says how long --rate lasts: give --rate too")]
    [InlineData("load --mix stir", "--mix must be topup, transfer, payment or mixed; it is 'stir'")]
    [InlineData("load --skew left", "--skew must be none, zipf or hot; it is 'left'")]
    [InlineData("load --bulk 1001", "--bulk must be a whole number from 1 to 1000; it is '1001'")]
    [InlineData(
        "load --bulk 9 --rate 5", "--bulk and --rate exclude each other: what comes by the clock comes one by one")]
    [InlineData(
        "load --bulk 9 --mix mixed", "--bulk takes no --mix mixed: a refund has a request of its own")]
    [InlineData("load --url localhost:80", "--url must be like http://127.0.0.1:5080; it is 'localhost:80'")]
    [InlineData("load --url https://x", "--url must be like http://127.0.0.1:5080; it is 'https://x'")]
    [InlineData("up --urls 5080", "--urls must be like http://127.0.0.1:5080; it is '5080'")]
    [InlineData(
        "--endpoints api,moon",
        "--endpoints knows no 'moon': there are api, accounts, transactions, projections")]
    [InlineData("verify --connection Database=x", "--connection names no Host")]
    [InlineData("verify --connection Host=x --data y", "--connection and --data exclude each other: give one of them")]
    public async Task Should_say_in_one_line_what_is_wrong_with_an_argument(string arguments, string problem)
    {
        var (exitCode, output, error) = await Call(arguments);

        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Equal($"billing: {problem}\n", error);
    }

    [Fact]
    public async Task Should_name_every_wrong_argument()
    {
        var (_, _, error) = await Call("load --wallets x --mix stir");

        Assert.Equal(2, error.Count(c => c == '\n'));
    }

    [Fact]
    public async Task Should_need_two_wallets_to_move_money_between_them()
    {
        var (exitCode, _, error) = await Call("load --mix transfer --wallets 1");

        Assert.Equal(1, exitCode);
        Assert.Equal("billing: --wallets must be 2 at least where money goes from one to another\n", error);
    }

    [Theory]
    [InlineData("--help", "verify")]
    [InlineData("load --help", "--operations")]
    [InlineData("up -h", "http://127.0.0.1:5080")]
    public async Task Should_help(string arguments, string mentioned)
    {
        var (exitCode, output, _) = await Call(arguments);

        Assert.Equal(0, exitCode);
        Assert.Contains(mentioned, output);
    }

    [Fact]
    public async Task Should_say_in_one_line_that_nothing_answers()
    {
        var (exitCode, _, error) = await Call("load --url http://127.0.0.1:1");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("billing: nothing answers at http://127.0.0.1:1/:", error.Split('\n')[^2]);
    }

    [Fact]
    public async Task Should_end_a_load_with_one_json_object_and_say_that_verify_was_skipped()
    {
        await using var engine = await StubEngine.Start();

        var (exitCode, output, _) = await Call($"load --url {engine.Url} --wallets 3 --operations 20 --json");

        var lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(0, exitCode);
        Assert.Equal("verify: skipped (no --connection or --data)", lines[^2]);
        Assert.StartsWith("{\"succeeded\":20,\"refused\":0,\"failed\":0,", lines[^1]);
        Assert.EndsWith("\"verify\":\"skipped\"}", lines[^1]);
    }

    [Fact]
    public async Task Should_say_what_was_offered_and_shed_when_operations_come_by_the_clock()
    {
        await using var engine = await StubEngine.Start();

        var (exitCode, output, _) = await Call($"load --url {engine.Url} --wallets 3 --rate 50 --seconds 1 --json");

        Assert.Equal(0, exitCode);
        Assert.Contains("shed                  0, without a latency\n", output);
        var json = output.TrimEnd('\n').Split('\n')[^1];
        Assert.StartsWith("{\"succeeded\":50,\"refused\":0,\"failed\":0,\"shed\":0,\"ratePerSecond\":", json);
        Assert.Contains("\"offeredPerSecond\":", json);
        Assert.Contains("\"goodputPerSecond\":", json);
    }

    static async Task<(int ExitCode, string Output, string Error)> Call(string arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exitCode = await CommandLine.Run(arguments.Split(' '), output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
