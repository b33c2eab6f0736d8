using System.Globalization;

namespace BillingEngine.Integration.Tests.Host;

public sealed class When_a_statement_is_drawn_up(RunningHost host) : IClassFixture<RunningHost>
{
    [Fact]
    public async Task Should_add_up_while_money_moves()
    {
        const string Ledger = "busy-statements";
        var wallet = await host.Api.WalletWith(Ledger, "1000.00");
        var other = await host.Api.OpenWallet(Ledger);
        using var stop = new CancellationTokenSource();
        var movements = Enumerable.Range(0, 4)
            .Select(caller => Move(Ledger, wallet, other, caller, stop.Token))
            .ToArray();

        var entries = 0;
        for (var round = 0; round < 12 || entries < 50; round++)
        {
            var statement = await host.Api.Get($"/v1/accounts/{wallet}/statement");
            Assert.Equal(200, statement.Status);
            entries = AddsUp(statement);
            Assert.True(round < 500, $"Only {entries} entries have come.");
        }

        await stop.CancelAsync();
        await Task.WhenAll(movements);
        var final = await host.Api.Get($"/v1/accounts/{wallet}/statement");
        Assert.True(AddsUp(final) >= entries);
        Assert.Equal(await host.Api.BalanceOf(wallet), final["closing"]);
    }

    [Fact]
    public async Task Should_be_in_pieces_where_each_ends_as_the_next_begins()
    {
        const string Ledger = "pieces";
        var wallet = await host.Api.WalletWith(Ledger, "10.00");
        await host.Api.Withdraw(Ledger, wallet, "3.00", "first");
        var first = (await host.Api.Get($"/v1/accounts/{wallet}/statement"))["to"];
        await host.Api.Withdraw(Ledger, wallet, "2.00", "second");

        var earlier = await host.Api.Get($"/v1/accounts/{wallet}/statement?to={first}");
        var later = await host.Api.Get($"/v1/accounts/{wallet}/statement?from={first}");

        Assert.Equal(("0.00", "7.00"), (earlier["opening"], earlier["closing"]));
        Assert.Equal(("7.00", "5.00"), (later["opening"], later["closing"]));
        Assert.Equal((2, 1), (AddsUp(earlier), AddsUp(later)));
    }

    [Theory]
    [InlineData("JPY", "7", "7", "-2")]
    [InlineData("BHD", "7.125", "7.125", "-2.000")]
    [InlineData("CLF", "7.0625", "7.0625", "-2.0000")]
    public async Task Should_have_amounts_at_the_scale_of_the_currency(
        string currency, string topup, string credit, string debit)
    {
        var ledger = $"scale-{currency}";
        var wallet = await host.Api.OpenWallet(ledger, currency);
        await host.Api.TopUp("topup", ApiClient.Amount(ledger, wallet, topup, currency));
        var last = await host.Api.Move(
            "withdrawal", "out", new { ledger, sourceAccountId = wallet, amount = "2", currency });

        var csv = await host.Api.Get($"/v1/accounts/{wallet}/statement?format=csv");
        var camt = await host.Api.Get($"/v1/accounts/{wallet}/statement?format=camt.053");
        var days = await host.Api.Send(
            HttpMethod.Get,
            $"/v1/accounts/{wallet}/balance/history?by=day",
            body: null,
            ("X-Min-Position", last.Headers["X-Position"]));

        var rows = csv.Text.Split("\r\n").Select(row => row.Split(',')).ToArray();
        Assert.Equal([credit, debit], [rows[2][5], rows[3][5]]);
        Assert.Contains($"<Amt Ccy=\"{currency}\">{credit}</Amt>", camt.Text, StringComparison.Ordinal);
        Assert.Contains($"<Amt Ccy=\"{currency}\">{debit[1..]}</Amt>", camt.Text, StringComparison.Ordinal);
        var day = days.Json.GetProperty("items")[0];
        Assert.Equal(
            (credit, debit[1..], 2),
            (day.GetProperty("credits").GetString(), day.GetProperty("debits").GetString(),
                day.GetProperty("entries").GetInt32()));
    }

    [Fact]
    public async Task Should_have_the_balance_of_the_outside_below_zero()
    {
        const string Ledger = "outside";
        var wallet = await host.Api.WalletWith(Ledger, "10.00");
        var topup = await host.Api.Get($"/v1/accounts/{wallet}/entries");
        var outside = topup.Json.GetProperty("items")[0].GetProperty("counterpartyAccountId").GetString();

        var camt = await host.Api.Get($"/v1/accounts/{outside}/statement?format=camt.053");

        Assert.Equal((200, "application/xml"), (camt.Status, camt.MediaType));
        Assert.Contains("<Amt Ccy=\"USD\">10.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>", camt.Text, StringComparison.Ordinal);
    }

    async Task Move(string ledger, string wallet, string other, int caller, CancellationToken stop)
    {
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var (source, destination) = number % 2 == 0 ? (wallet, other) : (other, wallet);
            await host.Api.Transfer(ledger, source, destination, "0.50", $"{caller}-{number}");
        }
    }

    /// <returns>How many lines it has.</returns>
    static int AddsUp(Answer statement)
    {
        var balance = Amount(statement["opening"]);
        var lines = statement.Json.GetProperty("lines").EnumerateArray().ToList();
        foreach (var line in lines)
        {
            balance += Amount(line.GetProperty("amount").GetString());
            Assert.Equal(balance, Amount(line.GetProperty("balanceAfter").GetString()));
        }

        var totals = statement.Json.GetProperty("totals");
        Assert.Equal(Amount(statement["closing"]), balance);
        Assert.Equal(lines.Count, totals.GetProperty("entries").GetInt32());
        Assert.Equal(
            balance - Amount(statement["opening"]),
            Amount(totals.GetProperty("credits").GetString()) - Amount(totals.GetProperty("debits").GetString()));
        return lines.Count;
    }

    static decimal Amount(string? text) => decimal.Parse(text!, CultureInfo.InvariantCulture);
}
