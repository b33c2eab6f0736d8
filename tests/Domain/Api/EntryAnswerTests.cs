using System.Net;
using BillingEngine.Messages.Transactions;
using BillingEngine.ReadModels;

namespace BillingEngine.Domain.Tests.Api;

public sealed class EntryAnswerTests(TestApi api) : IClassFixture<TestApi>
{
    const string Path = $"/v1/accounts/{Samples.WalletId}/entries";

    static readonly LedgerEntry Debit = new(
        Position: 9,
        Samples.At,
        Guid.Parse(Samples.TransactionId),
        TransactionType.Payment,
        "debit",
        Amount: -10.5m,
        BalanceAfter: -0.25m,
        Guid.Parse(Samples.BankId),
        "invoice 7");

    internal static readonly LedgerEntry Reversal = Debit with
    {
        Position = 10,
        Entry = "debit_reversal",
        Amount = 10.5m,
        BalanceAfter = 10.25m,
        CounterpartyAccountId = null,
        Reference = null,
    };

    [Fact]
    public async Task Should_show_each_change_of_the_balance()
    {
        api.Engine.Entries = [Reversal, Debit];

        var answer = await api.Get(Path);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            Samples.OneLine($$"""
                {"items":[
                {"position":10,"at":"2026-03-04T05:06:07Z","transactionId":"{{Samples.TransactionId}}","type":"payment",
                "entry":"debit_reversal","amount":"10.50","balanceAfter":"10.25","counterpartyAccountId":null,
                "reference":null},
                {"position":9,"at":"2026-03-04T05:06:07Z","transactionId":"{{Samples.TransactionId}}","type":"payment",
                "entry":"debit","amount":"-10.50","balanceAfter":"-0.25",
                "counterpartyAccountId":"{{Samples.BankId}}","reference":"invoice 7"}
                ],"nextCursor":null}
                """),
            answer.Text);
        Assert.Equal(new EntryQuery(Guid.Parse(Samples.WalletId), null, null, null, Limit: 51), api.Engine.EntryQuery);
    }

    [Fact]
    public async Task Should_show_an_account_without_any()
    {
        api.Engine.Entries = [];

        Assert.Equal("""{"items":[],"nextCursor":null}""", (await api.Get(Path)).Text);
    }

    [Theory]
    [InlineData("in UTC", "2026-03-04T05:06:07Z", "2026-03-04T05:06:07Z")]
    [InlineData("in small letters", "2026-03-04t05:06:07z", "2026-03-04T05:06:07Z")]
    [InlineData("with an offset", "2026-03-04T05:06:07%2B02:00", "2026-03-04T03:06:07Z")]
    [InlineData("with a fraction", "2026-03-04T05:06:07.123456Z", "2026-03-04T05:06:07.123456Z")]
    [InlineData("with nanoseconds", "2026-03-04T05:06:07.123456700Z", "2026-03-04T05:06:07.1234567Z")]
    public async Task Should_understand_a_time(string form, string text, string expected)
    {
        Assert.NotEqual("", form);
        var time = DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture);

        await api.Get($"{Path}?from={text}");
        Assert.Equal((time, null), (api.Engine.EntryQuery!.From, api.Engine.EntryQuery.To));

        await api.Get($"{Path}?to={text}");
        Assert.Equal((null, time), (api.Engine.EntryQuery.From, api.Engine.EntryQuery.To));
    }

    [Theory]
    [InlineData("a date", "2026-03-04")]
    [InlineData("without an offset", "2026-03-04T05:06:07")]
    [InlineData("with a blank for the T", "2026-03-04%2005:06:07Z")]
    [InlineData("a day that is none", "2026-02-30T05:06:07Z")]
    [InlineData("an hour that is none", "2026-03-04T25:06:07Z")]
    [InlineData("an offset that is none", "2026-03-04T05:06:07%2B30:00")]
    [InlineData("a blank behind", "2026-03-04T05:06:07Z%20")]
    [InlineData("a plus that became a blank", "2026-03-04T05:06:07+02:00")]
    [InlineData("seconds since 1970", "1772600767")]
    [InlineData("nothing", "")]
    public async Task Should_refuse_what_is_no_time(string form, string text)
    {
        Assert.NotEqual("", form);
        foreach (var name in new[] { "from", "to" })
            await Refuses($"{name}={text}", name);
    }

    [Theory]
    [InlineData("none", "from=x&to=y&limit=z&cursor=?", "cursor,from,limit,to")]
    [InlineData("given twice", "from=2026-03-04T05:06:07Z&from=2026-03-04T05:06:07Z", "from")]
    public Task Should_name_each_bad_value(string form, string query, string fields)
    {
        Assert.NotEqual("", form);
        return Refuses(query, fields);
    }

    [Fact]
    public async Task Should_not_know_the_entries_of_an_unknown_account()
    {
        api.Engine.Account = () => null;
        var unknown = await api.Get(Path);
        api.Engine.Account = () => Samples.Account;
        var impossible = await api.Get("/v1/accounts/7/entries");

        foreach (var answer in new[] { unknown, impossible })
        {
            Assert.Equal(HttpStatusCode.NotFound, answer.Status);
            Assert.Equal("account_not_found", answer.Code);
        }
    }

    async Task Refuses(string query, string fields)
    {
        var answer = await api.Get($"{Path}?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("validation_failed", answer.Code);
        Assert.Equal(fields, answer.Fields);
    }
}
