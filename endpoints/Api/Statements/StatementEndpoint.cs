using System.Globalization;
using BillingEngine.Api.Accounts;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Description;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Statements;

/// <summary>GET /v1/accounts/{id}/statement</summary>
sealed class StatementEndpoint(
    IQueries queries, IStatementEntries entries, CurrencyRegistry currencies, TimeProvider clock)
{
    /// <summary>Lines in memory at a time. While the caller takes them, no database connection is held.</summary>
    const int PageSize = 500;

    public void Map(IEndpointRouteBuilder app) => app.Get("/v1/accounts/{id}/statement", GetStatement)
        .Describes("getStatement", "A statement of an account", """
            The balance at from, each entry up to to, oldest first, and the balance at to. What is part of it is fixed
            at its beginning; entries that come meanwhile are not. As JSON, CSV (RFC 4180) or ISO 20022 camt.053.001.08;
            the last takes currencies of three letters and at most five decimals, and amounts of at most eighteen
            digits. Should it fail on the way, the connection is cut: it is whole when it ends properly.
            """)
        .TakesQuery("from", "A time or a date (its start, UTC); left out: when the account was created.")
        .TakesQuery("to", "As from; what is from then on is not part of it. Left out, or in the future: now.")
        .TakesQuery("format", "json, csv or camt.053; left out: as the Accept header says, or json.")
        .Answers<StatementBody>(200, "The statement; as text/csv or application/xml if that is asked for.")
        .Refuses(400, 404, 422, 503);

    public async Task GetStatement(HttpContext context)
    {
        var errors = new FieldErrors();
        var request = context.Request;
        QueryText.AllowOnly(request, errors, "from", "to", "format");
        var from = QueryMoment.Find(request, "from", errors);
        var to = QueryMoment.Find(request, "to", errors);
        var format = StatementFormat.Find(request, errors);
        if (from > to)
            errors.Add("to", "must not be before from");
        if (errors.Any)
            await context.Answer(Problem.Invalid(errors));
        else if (await context.AccountOrRefuse(queries, to) is { } account)
            await Answer(context, await Fix(account, from, to, context.RequestAborted), format);
    }

    async Task<Statement> Fix(AccountSnapshot account, DateTimeOffset? from, DateTimeOffset? to, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var start = from ?? account.CreatedAt;
        var end = to < now ? to.Value : now > start ? now : start;
        var period = await entries.Fix(account.AccountId, start, end, ct);
        return new(account, currencies.Find(account.Currency), start, end, period, now);
    }

    async Task Answer(HttpContext context, Statement statement, StatementFormat format)
    {
        var ct = context.RequestAborted;
        var totals = format.NeedsTotals ? await entries.Total(statement.Period, ct) : EntryTotals.None;
        if (format.FaultOf(statement, totals) is { } fault)
        {
            await context.Answer(fault);
            return;
        }

        // The first page is there before the answer begins, so that most of what may go wrong can still be told.
        var page = await entries.Page(statement.Period, statement.Period.First, PageSize, ct);
        context.Response.ContentType = $"{format.MediaType}; charset=utf-8";
        if (format.Extension is { } extension)
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{FileName(statement)}.{extension}\"";
        await Write(context.Response, statement, format.Open, totals, page, ct);
    }

    async Task Write(
        HttpResponse response,
        Statement statement,
        Func<Stream, EntryTotals, StatementWriter> open,
        EntryTotals above,
        IReadOnlyList<LedgerEntry> page,
        CancellationToken ct)
    {
        using var buffer = new MemoryStream();
        using var writer = open(buffer, above);
        var totals = EntryTotals.None;
        writer.Begin(statement);
        while (true)
        {
            foreach (var line in page)
            {
                writer.Add(line);
                totals = totals.And(line.Amount);
            }

            if (page.Count < PageSize)
                break;
            await Send();
            page = await entries.Page(statement.Period, page[^1].Position + 1, PageSize, ct);
        }

        writer.End(totals);
        await Send();

        async Task Send()
        {
            writer.Flush();
            await response.BodyWriter.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), ct);
            buffer.SetLength(0);
        }
    }

    static string FileName(Statement statement) => string.Create(
        CultureInfo.InvariantCulture,
        $"statement-{statement.Account.AccountId}-{statement.From.UtcDay:yyyyMMdd}-{statement.To.UtcDay:yyyyMMdd}");
}
