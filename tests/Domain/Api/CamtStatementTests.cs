using System.Globalization;
using System.Net;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;
using BillingEngine.ReadModels;

namespace BillingEngine.Domain.Tests.Api;

public sealed class CamtStatementTests(TestApi api) : IClassFixture<TestApi>
{
    const string Path = $"/v1/accounts/{Samples.WalletId}/statement?format=camt.053&from=2026-03-01&to=2026-03-04";

    public static TheoryData<string> HostileReferences =>
    [
        "]]>",
        "<Amt Ccy=\"USD\">1</Amt>&amp;",
        "\u0000\u0001\b\u001f\u007f\u0085\uFFFE\uFFFF",
        "\uD83D\uDE80 rocket",
        "\uD800 half of one, and the other \uDC00",
        new string('\u00e9', 35),
        new string('x', 36),
        string.Concat(Enumerable.Repeat("\uD83D\uDE80", 500)),
        new string('y', 100_000),
        "line\r\nbreak\ttab",
        "   ",
        "=cmd|' /C calc'!A0",
    ];

    [Fact]
    public async Task Should_say_what_stood_on_the_account()
    {
        var answer = await Statement("USD", -20m, Entry(1, "credit", 100m), Entry(2, "debit", -25.5m, "invoice 7"));

        Assert.Equal("application/xml; charset=utf-8", answer.Header("Content-Type"));
        Assert.Equal(
            $"attachment; filename=\"statement-{Samples.WalletId}-20260301-20260304.xml\"",
            answer.Header("Content-Disposition"));
        var camt = CamtDocument.Validated(answer.Text);
        // The period ends at midnight: the day before is the last one of it.
        Assert.Equal(["DBIT 20.00 USD on 2026-03-01", "CRDT 54.50 USD on 2026-03-03"], camt.Balances);
        Assert.Equal(["2026-03-01T00:00:00Z"], camt.At("FrToDt", "FrDtTm"));
        Assert.Equal(["2026-03-04T00:00:00Z"], camt.At("FrToDt", "ToDtTm"));
        Assert.Equal([Guid.Parse(Samples.WalletId).ToString("N")], camt.At("Acct", "Id", "Othr", "Id"));
        Assert.Equal(["2", "125.50", "74.50CRDT"], camt.At("TxsSummry", "TtlNtries").Length == 1
            ? [
                .. camt.At("TxsSummry", "TtlNtries", "NbOfNtries"),
                .. camt.At("TxsSummry", "TtlNtries", "Sum"),
                .. camt.At("TxsSummry", "TtlNtries", "TtlNetNtry"),
            ]
            : []);
        Assert.Equal(["1100.00"], camt.At("TxsSummry", "TtlCdtNtries"));
        Assert.Equal(["125.50"], camt.At("TxsSummry", "TtlDbtNtries"));
        Assert.Equal(["100.00", "25.50"], camt.At("Ntry", "Amt"));
        Assert.Equal(["CRDT", "DBIT"], camt.At("Ntry", "CdtDbtInd"));
        Assert.Equal(["NOTPROVIDED", "invoice 7"], camt.At("Ntry", "NtryDtls", "TxDtls", "Refs", "EndToEndId"));
        Assert.Equal(["PAYMENT/CREDIT", "PAYMENT/DEBIT"], camt.At("Ntry", "BkTxCd", "Prtry", "Cd"));
        Assert.Single(camt.At("Ntry", "NtryDtls", "TxDtls", "RltdPties", "DbtrAcct"));
        Assert.Single(camt.At("Ntry", "NtryDtls", "TxDtls", "RltdPties", "CdtrAcct"));
    }

    [Theory]
    [InlineData("USD", "1234.56", "1234.56")]
    [InlineData("USD", "0.1", "0.10")]
    [InlineData("JPY", "1234", "1234")]
    [InlineData("BHD", "1234.5", "1234.500")]
    [InlineData("CLF", "0.0001", "0.0001")]
    [InlineData("USD", "9999999999999999.99", "9999999999999999.99")]
    [InlineData("JPY", "999999999999999999", "999999999999999999")]
    [InlineData("CLF", "99999999999999.9999", "99999999999999.9999")]
    public async Task Should_write_amounts_at_the_scale_of_their_currency(
        string currency, string amount, string written)
    {
        var value = decimal.Parse(amount, CultureInfo.InvariantCulture);

        var camt = CamtDocument.Validated((await Statement(currency, 0, Entry(1, "credit", value))).Text);

        Assert.Equal([written], camt.At("Ntry", "Amt"));
        Assert.EndsWith($"CRDT {written} {currency} on 2026-03-03", camt.Balances[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_have_no_lines_where_nothing_moved()
    {
        var camt = CamtDocument.Validated((await Statement("JPY", -7m)).Text);

        Assert.Equal(["DBIT 7 JPY on 2026-03-01", "DBIT 7 JPY on 2026-03-03"], camt.Balances);
        Assert.Empty(camt.At("Ntry"));
        Assert.Equal(["00"], camt.At("TxsSummry", "TtlCdtNtries"));
    }

    [Theory]
    [InlineData("debit_reversal", 3, "CRDT")]
    [InlineData("credit_reversal", -3, "DBIT")]
    [InlineData("fee_reversal", -3, "DBIT")]
    public async Task Should_mark_what_is_taken_back(string name, int amount, string direction)
    {
        var entry = Entry(1, name, amount) with { CounterpartyAccountId = null, Reference = null };

        var camt = CamtDocument.Validated((await Statement("USD", 10m, entry)).Text);

        Assert.Equal(["true"], camt.At("Ntry", "RvslInd"));
        Assert.Equal([direction], camt.At("Ntry", "CdtDbtInd"));
        Assert.Empty(camt.At("Ntry", "NtryDtls", "TxDtls", "RltdPties"));
    }

    [Theory]
    [MemberData(nameof(HostileReferences))]
    public async Task Should_stay_well_formed_whatever_a_reference_is(string reference)
    {
        var camt = CamtDocument.Validated((await Statement("USD", 0, Entry(1, "credit", 1m, reference))).Text);

        var end = camt.At("Ntry", "NtryDtls", "TxDtls", "Refs", "EndToEndId").Single();
        var remittance = string.Concat(camt.At("Ntry", "NtryDtls", "TxDtls", "RmtInf", "Ustrd"));
        Assert.Equal(reference.Length, end == "NOTPROVIDED" ? remittance.Length : end.Length);
        if (reference.All(c => c is >= ' ' and <= '~'))
            Assert.Equal(reference, end == "NOTPROVIDED" ? remittance : end);
    }

    [Theory]
    [InlineData("POINTS", "5", "three letters")]
    [InlineData("USD", "10000000000000000.00", "18 digits")]
    [InlineData("JPY", "1000000000000000000", "18 digits")]
    [InlineData("ETH", "1", "5 decimals")]
    public async Task Should_refuse_what_it_has_no_room_for(string currency, string amount, string reason)
    {
        var value = decimal.Parse(amount, CultureInfo.InvariantCulture);

        var answer = await Statement(currency, 0, Entry(1, "credit", value));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "format_cannot_carry"), (answer.Status, answer.Code));
        Assert.Contains(reason, answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var json = await api.Get(Path.Replace("format=camt.053", "format=json", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, json.Status);
    }

    [Fact]
    public async Task Should_refuse_a_currency_that_is_not_configured_any_more()
    {
        var answer = await Statement("OLD", 0, Entry(1, "credit", 1m));

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "currency_unknown"), (answer.Status, answer.Code));
    }

    [Fact]
    public void Should_be_held_against_a_definition_that_notices()
    {
        const string Xml = """
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr>
            <CreDtTm>2026-03-04T05:06:07</CreDtTm><MsgId>1</MsgId></GrpHdr></BkToCstmrStmt></Document>
            """;

        Assert.ThrowsAny<Exception>(() => CamtDocument.Validated(Xml));
    }

    async Task<Answer> Statement(string currency, decimal opening, params LedgerEntry[] entries)
    {
        (api.Statements.Opening, api.Statements.Entries) = (opening, entries);
        api.Engine.Account = () => Samples.Account with
        {
            Currency = new CurrencyCode(currency),
            CreatedAt = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };
        var answer = await api.Get(Path);
        return answer;
    }

    static LedgerEntry Entry(int position, string name, decimal amount, string? reference = null) => new(
        position,
        new DateTimeOffset(2026, 3, 2, 23, 59, 59, 123, TimeSpan.Zero),
        Guid.Parse(Samples.TransactionId),
        TransactionType.Payment,
        name,
        amount,
        BalanceAfter: amount,
        Guid.Parse(Samples.BankId),
        reference);
}
