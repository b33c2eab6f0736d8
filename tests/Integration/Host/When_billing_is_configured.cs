using BillingEngine.Integration.Tests.Embedded;

namespace BillingEngine.Integration.Tests.Host;

[Collection(Processes.Name)]
public sealed class When_billing_is_configured
{
    [Fact]
    public async Task Should_go_by_its_file()
    {
        var file = await FileWith("""
            {
              "limits": [{ "kycLevel": 0, "currency": "POINTS", "balance": "5" }],
              "assets": [{ "code": "POINTS", "scale": 0 }]
            }
            """);
        await using var billing = await BillingProcess.Up(
            "--config", file, "--connection", await TestCluster.NewDatabase());

        var wallet = await billing.Api.OpenWallet("points", "POINTS");
        var most = await billing.Api.TopUp("most", ApiClient.Amount("points", wallet, "5", "POINTS"));
        var above = await billing.Api.TopUp("above", ApiClient.Amount("points", wallet, "1", "POINTS"));

        Assert.Equal(201, most.Status);
        Assert.Equal((422, "kyc_limit_exceeded", "5"), (above.Status, above["code"], above["limit"]));
    }

    [Theory]
    [InlineData("up")]
    [InlineData("load")]
    public async Task Should_name_every_mistake_and_not_start(string verb)
    {
        var file = await FileWith("""{"limits":[{"kycLevel":9,"currency":"USD","daily":1}],"more":1}""");
        await using var billing = BillingProcess.Start(verb, "--config", file);

        Assert.Equal((2, 0), (await billing.Exit(), billing.Output.Count));
        Assert.Equal(
            [
                $"billing: --config {file}: limits[0].kycLevel must be a whole number from 0 to 3",
                $"billing: --config {file}: limits[0].daily must be a string",
                $"billing: --config {file}: more is not known here",
            ],
            billing.Error);
    }

    [Fact]
    public async Task Should_find_its_file_by_the_environment()
    {
        var file = await FileWith("{}}");
        await using var billing = BillingProcess.StartIn(("BILLING_CONFIG", file), "up");

        Assert.Equal(2, await billing.Exit());
        Assert.Equal([$"billing: BILLING_CONFIG {file}: is not JSON at line 1, byte 3"], billing.Error);
    }

    [Theory]
    [InlineData("billing: --config is empty: give a file", "up", "--config", "")]
    [InlineData("billing: --config /nowhere/billing.json: Could not find", "up", "--config", "/nowhere/billing.json")]
    [InlineData("billing: Required argument missing for option: '--config'", "up", "--config")]
    public async Task Should_say_that_there_is_no_file(string line, params string[] arguments)
    {
        await using var billing = BillingProcess.Start(arguments);

        Assert.Equal(2, await billing.Exit());
        Assert.StartsWith(line, Assert.Single(billing.Error), StringComparison.Ordinal);
    }

    static async Task<string> FileWith(string json)
    {
        var file = Path.Combine(Directory.CreateDirectory(TestFolders.New()).FullName, "billing.json");
        await File.WriteAllTextAsync(file, json);
        return file;
    }
}
