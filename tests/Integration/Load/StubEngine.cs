using System.Collections.Concurrent;
using System.Text.Json;
using BillingEngine.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BillingEngine.Integration.Tests.Load;

/// <summary>The calls of a load run, answered from memory; a test may put itself in front of the top-up.</summary>
sealed class StubEngine : IAsyncDisposable
{
    readonly WebApplication app;
    readonly ConcurrentDictionary<Guid, decimal> balances = new();
    readonly ConcurrentDictionary<string, int> attempts = new();
    readonly ConcurrentDictionary<Guid, (Guid Source, Guid Destination, decimal Amount)> payments = new();

    StubEngine(WebApplication app) => this.app = app;

    public Uri Url => new(app.Urls.First());

    /// <summary>How often each idempotency key of a top-up came.</summary>
    public IReadOnlyDictionary<string, int> Attempts => attempts;

    public int Wallets => balances.Count;

    public int Refunds { get; private set; }

    /// <summary>How many movements each bulk request held.</summary>
    public ConcurrentQueue<int> Bulks { get; } = [];

    public static async Task<StubEngine> Start(Func<HttpContext, int, Task<bool>>? before = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var stub = new StubEngine(builder.Build());
        stub.app.MapPost("/v1/accounts", (JsonElement account) => stub.CreateAccount(account));
        stub.app.MapPost("/v1/transactions/topup", context => stub.Topup(context, before));
        stub.app.MapPost("/v1/transactions/transfer", context => stub.Move(context));
        stub.app.MapPost("/v1/transactions/payment", context => stub.Move(context));
        stub.app.MapPost("/v1/transactions/bulk", context => stub.Bulk(context, before));
        stub.app.MapPost("/v1/transactions/{id}/refund", context => stub.Refund(context));
        stub.app.MapGet("/v1/accounts/{id:guid}/balance", (Guid id) => new { Balance = $"{stub.balances[id]:0.00}" });
        stub.app.MapGet("/v1/transactions/{id}", (string id) => new { TransactionId = id, Status = "completed" });
        await stub.app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    IResult CreateAccount(JsonElement account)
    {
        var isNew = balances.TryAdd(account.GetProperty("accountId").GetGuid(), 0m);
        return isNew ? Results.Json(account, statusCode: 201) : Results.Conflict();
    }

    async Task Move(HttpContext context)
    {
        var movement = await context.Request.ReadFromJsonAsync<JsonElement>();
        Move(movement, context.Request.Headers["Idempotency-Key"].ToString());
        context.Response.StatusCode = 201;
    }

    void Move(JsonElement movement, string key)
    {
        var amount = decimal.Parse(movement.GetProperty("amount").GetString()!);
        var (source, destination) = (Id("sourceAccountId"), Id("destinationAccountId"));
        balances.AddOrUpdate(source, -amount, (_, sum) => sum - amount);
        balances.AddOrUpdate(destination, amount, (_, sum) => sum + amount);
        payments[DeterministicId.Request("main", key)] = (source, destination, amount);

        Guid Id(string name) => movement.GetProperty(name).GetGuid();
    }

    /// <summary>Does what is new under its key; what is not was done before.</summary>
    async Task Bulk(HttpContext context, Func<HttpContext, int, Task<bool>>? before)
    {
        var body = await context.Request.ReadFromJsonAsync<JsonElement>();
        JsonElement[] items = [.. body.GetProperty("items").EnumerateArray()];
        Bulks.Enqueue(items.Length);
        if (before is not null && await before(context, Bulks.Count))
            return;
        foreach (var item in items)
        {
            var key = item.GetProperty("idempotencyKey").GetString()!;
            if (attempts.AddOrUpdate(key, 1, (_, count) => count + 1) > 1)
                continue;
            if (item.GetProperty("type").GetString() == "topup")
                Add(item);
            else
                Move(item, key);
        }

        await context.Response.WriteAsJsonAsync(new
        {
            Items = items.Select(_ => new { Status = 201, Transaction = new { Status = "completed" } }),
        });
    }

    void Add(JsonElement topup)
    {
        var amount = decimal.Parse(topup.GetProperty("amount").GetString()!);
        balances.AddOrUpdate(topup.GetProperty("destinationAccountId").GetGuid(), amount, (_, sum) => sum + amount);
    }

    /// <summary>Each payment once: a second refund finds nothing.</summary>
    Task Refund(HttpContext context)
    {
        var id = Guid.Parse((string)context.Request.RouteValues["id"]!);
        context.Response.StatusCode = payments.TryRemove(id, out var payment) ? 201 : 404;
        balances.AddOrUpdate(payment.Source, payment.Amount, (_, sum) => sum + payment.Amount);
        balances.AddOrUpdate(payment.Destination, -payment.Amount, (_, sum) => sum - payment.Amount);
        Refunds++;
        return Task.CompletedTask;
    }

    async Task Topup(HttpContext context, Func<HttpContext, int, Task<bool>>? before)
    {
        var topup = await context.Request.ReadFromJsonAsync<JsonElement>();
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        var attempt = attempts.AddOrUpdate(key, 1, (_, count) => count + 1);
        if (before is not null && await before(context, attempt))
            return;
        Add(topup);
        if (context.Response.StatusCode == 200)
            context.Response.StatusCode = 201;
        await context.Response.WriteAsync($$"""{"transactionId":"{{key}}","status":"processing"}""");
    }
}
