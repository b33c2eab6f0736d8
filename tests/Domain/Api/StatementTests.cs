using System.Net;
using BillingEngine.Api.Statements;
using BillingEngine.Messages.Transactions;
using BillingEngine.ReadModels;

namespace BillingEngine.Domain.Tests.Api;

public sealed class StatementTests(TestApi api) : IClassFixture<TestApi>, IAsyncLifetime
{
    const string Path = $"/v1/accounts/{Samples.WalletId}/statement";

    static readonly DateTimeOffset Created = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    static readonly LedgerEntry Debit = new(
        Position: 9,
        Created.AddHours(1),
        Guid.Parse(Samples.TransactionId),
        TransactionType.Payment,
        "debit",
        Amount: -10.5m,
        BalanceAfter: -0.5m,
        Guid.Parse(Samples.BankId),
        "invoice 7, \"late\"");

    public Task InitializeAsync()
    {
        (api.Statements.Opening, api.Statements.Entries) = (10m, [Debit]);
        api.Engine.Account = () => Samples.Account with { CreatedAt = Created };
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Should_say_what_stood_on_the_account()
    {
        var answer = await api.Get($"{Path}?to=2026-03-04");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("application/json; charset=utf-8", answer.Header("Content-Type"));
        Assert.Equal(
            Samples.OneLine($$$"""
                {"accountId":"{{{Samples.WalletId}}}","currency":"USD","from":"2026-03-01T10:00:00Z",
                "to":"2026-03-04T00:00:00Z","opening":"10.00","closing":"-0.50","lines":[
                {"position":9,"at":"2026-03-01T11:00:00Z","transactionId":"{{{Samples.TransactionId}}}",
                "type":"payment","entry":"debit","amount":"-10.50","balanceAfter":"-0.50",
                "counterpartyAccountId":"{{{Samples.BankId}}}","reference":"invoice 7, \u0022late\u0022"}
                ],"totals":{"debits":"10.50","credits":"0.00","entries":1}}
                """),
            answer.Text);
    }

    [Fact]
    public async Task Should_be_a_table_too()
    {
        var answer = await api.Get($"{Path}?from=2026-03-01T10:30:00Z&to=2026-03-04&format=csv");

        Assert.Equal("text/csv; charset=utf-8", answer.Header("Content-Type"));
        Assert.Equal(
            $"attachment; filename=\"statement-{Samples.WalletId}-20260301-20260304.csv\"",
            answer.Header("Content-Disposition"));
        Assert.Equal(
            string.Join(
                "\r\n",
                "position,at,transactionId,type,entry,amount,balanceAfter,counterpartyAccountId,reference",
                ",2026-03-01T10:30:00Z,,,opening,,10.00,,",
                $"9,2026-03-01T11:00:00Z,{Samples.TransactionId},payment,debit,-10.50,-0.50,{Samples.BankId},"
                + "\"invoice 7, \"\"late\"\"\"",
                ",2026-03-04T00:00:00Z,,,closing,,-0.50,,",
                ""),
            answer.Text);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("=\"1\"", "\"'=\"\"1\"\"\"")]
    [InlineData("a=1", "a=1")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("", "")]
    public void Should_not_have_a_spreadsheet_carry_out_a_reference(string reference, string field) =>
        Assert.Equal(field, CsvStatement.Field(reference));

    [Theory]
    [InlineData("", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("text/csv", "text/csv")]
    [InlineData("application/xml", "application/xml")]
    [InlineData("application/xml;q=0.5, text/csv;q=0.9", "text/csv")]
    [InlineData("text/html, application/xml;q=0.1", "application/xml")]
    [InlineData("image/png", "application/json")]
    public async Task Should_come_as_the_caller_accepts_it(string accept, string mediaType)
    {
        var answer = accept == ""
            ? await api.Get(Path)
            : await api.Get(Path, ("Accept", accept));

        Assert.Equal($"{mediaType}; charset=utf-8", answer.Header("Content-Type"));
    }

    [Fact]
    public async Task Should_come_as_it_is_asked_for_whatever_the_caller_accepts() => Assert.Equal(
        "text/csv; charset=utf-8",
        (await api.Get($"{Path}?format=csv", ("Accept", "application/xml"))).Header("Content-Type"));

    [Fact]
    public async Task Should_go_from_the_beginning_to_now_if_nothing_else_is_said()
    {
        await api.Get(Path);
        Assert.Equal((Created, Samples.At), api.Statements.Fixed);

        await api.Get($"{Path}?from=2026-03-02&to=2027-01-01");
        Assert.Equal((new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero), Samples.At), api.Statements.Fixed);

        await api.Get($"{Path}?from=2027-03-02");
        var future = new DateTimeOffset(2027, 3, 2, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal((future, future), api.Statements.Fixed);
    }

    [Fact]
    public async Task Should_have_all_lines_of_a_long_period()
    {
        api.Statements.Entries = [.. Enumerable.Range(1, 1_700).Select(n => Debit with { Position = 2 * n })];

        var json = (await api.Get(Path)).Json;
        var rows = (await api.Get($"{Path}?format=csv")).Text.Split("\r\n");

        Assert.Equal(
            Enumerable.Range(1, 1_700).Select(n => 2 * n),
            json.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("position").GetInt32()));
        Assert.Equal("17850.00", json.GetProperty("totals").GetProperty("debits").GetString());
        Assert.Equal(1_700 + 4, rows.Length);
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=2026-02-30", "to")]
    [InlineData("from=2026-03-05&to=2026-03-04", "to")]
    [InlineData("format=pdf", "format")]
    [InlineData("format=JSON", "format")]
    [InlineData("limit=5", "limit")]
    public async Task Should_refuse_what_it_does_not_understand(string query, string field)
    {
        var answer = await api.Get($"{Path}?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, "validation_failed"), (answer.Status, answer.Code));
        Assert.Equal(field, answer.Fields);
    }

    [Fact]
    public async Task Should_not_know_an_account_before_it_was_created()
    {
        var before = await api.Get($"{Path}?to=2026-03-01");
        Assert.Equal((HttpStatusCode.NotFound, "account_not_yet_created"), (before.Status, before.Code));

        api.Engine.Account = () => null;
        var unknown = await api.Get(Path);
        Assert.Equal((HttpStatusCode.NotFound, "account_not_found"), (unknown.Status, unknown.Code));
    }

    [Fact]
    public async Task Should_describe_what_it_answers()
    {
        var schema = await DescriptionTests.Schema(api, "Statement");

        Assert.Equal(DescriptionTests.Members(schema), DescriptionTests.Names((await api.Get(Path)).Json));
    }
}
