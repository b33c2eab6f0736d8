using System.Net;
using BillingEngine.Messages.Transactions;
using BillingEngine.ReadModels.Search;

namespace BillingEngine.Domain.Tests.Api;

public sealed class TransactionListTests(TestApi api) : IClassFixture<TestApi>
{
    static readonly TransactionPosition Position = new(Samples.At, Guid.Parse(Samples.TransactionId));

    [Fact]
    public async Task Should_ask_for_all_of_the_main_ledger()
    {
        await api.Get("/v1/transactions");

        AssertAsked(new("main"));
        Assert.Null(api.Search.After);
        Assert.Equal(50, api.Search.Limit);
    }

    [Fact]
    public async Task Should_ask_for_what_all_filters_say()
    {
        var answer = await api.Get(
            $"/v1/transactions?ledger=eu&accountId={Samples.WalletId}&type=topup,refund&status=failed,processing"
            + "&reference=invoice%207&currency=USD&minAmount=10&maxAmount=20.5&from=2026-03-01T00:00:00Z"
            + "&to=2026-04-01T00:00:00Z&description=Blue%20shoes&q=order&metadata.orderId=A-1&metadata.n=7&limit=2");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        AssertAsked(new("eu")
        {
            AccountId = Guid.Parse(Samples.WalletId),
            Types = [TransactionType.Topup, TransactionType.Refund],
            Statuses = [TransactionStatus.Failed, TransactionStatus.Processing],
            Reference = "invoice 7",
            Currency = "USD",
            MinAmount = 10m,
            MaxAmount = 20.5m,
            From = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
            To = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero),
            Description = "Blue shoes",
            Text = "order",
            Metadata = [new("orderId", "A-1"), new("n", "7")],
        });
    }

    [Fact]
    public async Task Should_go_on_where_the_page_before_ended()
    {
        api.Search.Page = new([Samples.Completed], Position);
        var first = await api.Get("/v1/transactions?limit=1");
        api.Search.Page = new([], Next: null);

        var second = await api.Get($"/v1/transactions?cursor={first.Json.GetProperty("nextCursor").GetString()}");

        Assert.Equal(Position, api.Search.After);
        Assert.Equal("""{"items":[],"nextCursor":null}""", second.Text);
    }

    [Fact]
    public async Task Should_show_transactions_as_they_are_shown_one_by_one()
    {
        api.Search.Page = new([Samples.Completed], Next: null);
        api.Engine.Transaction = Samples.Completed;

        var answer = await api.Get("/v1/transactions");

        var one = await api.Get($"/v1/transactions/{Samples.TransactionId}");
        Assert.Equal($$"""{"items":[{{one.Text}}],"nextCursor":null}""", answer.Text);
    }

    [Theory]
    [InlineData("acountId=x", "acountId")]
    [InlineData("accountId=x", "accountId")]
    [InlineData("type=gift", "type")]
    [InlineData("type=Topup", "type")]
    [InlineData("type=", "type")]
    [InlineData("status=completed,", "status")]
    [InlineData("status=failed&status=completed", "status")]
    [InlineData("reference=", "reference")]
    [InlineData("currency=usd", "currency")]
    [InlineData("minAmount=1", "minAmount")]
    [InlineData("maxAmount=1", "maxAmount")]
    [InlineData("currency=USD&minAmount=1.005", "minAmount")]
    [InlineData("currency=USD&minAmount=-1", "minAmount")]
    [InlineData("currency=USD&minAmount=2&maxAmount=1", "maxAmount")]
    [InlineData("from=yesterday", "from")]
    [InlineData("to=2026-01-01", "to")]
    [InlineData("q=", "q")]
    [InlineData("q=%21%21", "q")]
    [InlineData("description=--", "description")]
    [InlineData("metadata.=1", "metadata.")]
    [InlineData("metadata.a=1&metadata.a=2", "metadata.a")]
    [InlineData("metadata.a=1&metadata.b=1&metadata.c=1&metadata.d=1&metadata.e=1&metadata.f=1", "metadata")]
    [InlineData("ledger=%20", "ledger")]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=abc", "cursor")]
    public async Task Should_refuse_a_filter_that_it_cannot_go_by(string query, string field)
    {
        var answer = await api.Get($"/v1/transactions?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(field, answer.Fields);
    }

    /// <summary>Lists within a record are compared as lists.</summary>
    void AssertAsked(TransactionFilter expected) => Assert.Equivalent(expected, api.Search.Filter, strict: true);
}
