using BillingEngine.Host;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Projections;

namespace BillingEngine.Integration.Tests.Host;

public class When_a_read_names_a_position(RunningHost host) : IClassFixture<RunningHost>
{
    const string Ledger = "positions";

    [Fact]
    public async Task Should_see_what_was_written_in_whatever_it_reads()
    {
        var wallet = await host.Api.OpenWallet(Ledger);
        for (var number = 1; number <= 20; number++)
        {
            var written = await host.Api.TopUp($"seen-{number}", ApiClient.Amount(Ledger, wallet, "1.00"));
            var position = written.Headers["X-Position"];

            var listed = await Read($"/v1/transactions?ledger={Ledger}&accountId={wallet}&limit=1", position);
            var balance = await Read($"/v1/accounts/{wallet}/balance", position);

            Assert.Equal(
                written["transactionId"], listed.Json.GetProperty("items")[0].GetProperty("transactionId").GetString());
            Assert.Equal($"{number}.00", balance["balance"]);
        }
    }

    [Fact]
    public async Task Should_find_models_as_the_events_say_when_they_were_fed_with_the_commits()
    {
        var wallets = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => host.Api.WalletWith(Ledger, "100.00")));
        await Task.WhenAll(Enumerable.Range(0, 60).Select(number => host.Api.Transfer(
            Ledger, wallets[number % 4], wallets[(number + 1) % 4], "1.00", $"fed-{number}")));

        await using var database = PostgresStorage.OpenDatabase(host.Database);
        var workshop = Composition.Workshop(database);
        foreach (var name in Composition.ReadModelNames)
            Assert.Null((await workshop.Check(name, new Progress<BuildProgress>(), CancellationToken.None)).Difference);
    }

    [Fact]
    public async Task Should_be_told_when_there_is_no_such_position_in_time()
    {
        // One that this database will not come to: partition 0, position 10^12.
        const string Beyond = "AQCAoJSljR0";

        foreach (var path in new[] { $"/v1/transactions?ledger={Ledger}", "/v1/events" })
        {
            var answer = await host.Api.Send(
                HttpMethod.Get, path, body: null, ("X-Min-Position", Beyond), ("Prefer", "wait=1"));

            Assert.Equal((503, "position_not_reached"), (answer.Status, answer.Code));
        }
    }

    [Fact]
    public async Task Should_get_a_position_with_every_kind_of_write()
    {
        var opened = await host.Api.Post("/v1/accounts", ApiClient.Wallet(Ledger));
        var frozen = await host.Api.Post($"/v1/accounts/{opened["accountId"]}/freeze", new { reason = "checks" });
        var refused = await host.Api.TopUp("refused", ApiClient.Amount(Ledger, opened["accountId"]!, "1.00"));
        var repeated = await host.Api.TopUp("refused", ApiClient.Amount(Ledger, opened["accountId"]!, "1.00"));

        Assert.Equal((201, 200, 422, 422), (opened.Status, frozen.Status, refused.Status, repeated.Status));
        Assert.All(
            [opened, frozen, refused, repeated], answer => Assert.True(answer.Headers.ContainsKey("X-Position")));
    }

    Task<Answer> Read(string path, string position) =>
        host.Api.Send(HttpMethod.Get, path, body: null, ("X-Min-Position", position));
}
