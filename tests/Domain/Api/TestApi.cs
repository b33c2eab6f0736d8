using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using BillingEngine.Api;
using BillingEngine.Api.Accounts;
using BillingEngine.Api.Admission;
using BillingEngine.Api.Analytics;
using BillingEngine.Api.Consistency;
using BillingEngine.Api.Events;
using BillingEngine.Api.Operations;
using BillingEngine.Api.Transactions.Search;
using BillingEngine.Messages;
using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Serialization;
using BillingEngine.Postgres.Operations;
using BillingEngine.Postgres.Projections;
using BillingEngine.ReadModels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>The API on a real port, with a stand-in for the engine.</summary>
public class TestApi : IAsyncLifetime
{
    WebApplication? _app;

    internal FakeEngine Engine { get; } = new();

    /// <summary>Null: messages cannot be made to fail.</summary>
    internal virtual FaultSwitch? Faults { get; } = new();

    internal FakeStatements Statements { get; } = new();

    internal FakeEventLog EventLog { get; } = new();

    internal FakeAccountReads Accounts { get; } = new();

    internal FakeConversations Conversations { get; } = new();

    internal FakePositions Positions { get; } = new();

    internal FakeSearch Search { get; } = new();

    internal FakeAnalytics Analytics { get; } = new();

    public HttpClient Client { get; } = new(new SocketsHttpHandler
    {
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    });

    /// <summary>Each as "get /v1/accounts/{id}", but for the route of the description itself.</summary>
    public IEnumerable<string> Routes => _app!.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Where(route => route.RoutePattern.RawText != "/openapi/v1.json")
        .SelectMany(route => route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(
            method => $"{method.ToLowerInvariant()} {route.RoutePattern.RawText}"));

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(CurrencyRegistry.Iso4217.With([new(new("POINTS"), 0), new(new("ETH"), 18)]));
        builder.Services.AddSingleton<ICommandGateway>(Engine);
        builder.Services.AddSingleton<IRehearsals>(Engine);
        builder.Services.AddSingleton<IQueries>(Engine);
        builder.Services.AddSingleton<IReadiness>(Engine);
        builder.Services.AddSingleton<IReplays>(Engine);
        var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1");
        builder.Services.AddOperationStores(nowhere);
        builder.Services.AddSingleton(new ReadModelWorkshop(nowhere, new MessageTypes([]), [], []));
        builder.Services.AddSingleton<IReadPositions>(Positions);
        builder.Services.AddSingleton<IStatementEntries>(Statements);
        builder.Services.AddSingleton<IAccountDays>(Statements);
        builder.Services.AddSingleton(new EventFollowers(EventLog, mostCallers: 10));
        builder.Services.AddSingleton<IWorkload>(Engine);
        builder.Services.AddSingleton<IConversations>(Conversations);
        builder.Services.AddSingleton<ITransactionSearch>(Search);
        builder.Services.AddSingleton<IAnalytics>(Analytics);
        builder.Services.AddSingleton<IAccountHistory>(Accounts);
        builder.Services.AddSingleton<IAccountLists>(Accounts);
        builder.Services.AddSingleton<TimeProvider>(new FixedTime());
        if (Faults is not null)
            builder.Services.AddSingleton(Faults);
        builder.Services.AddBillingApi();
        _app = builder.Build();
        _app.MapBillingApi();
        await _app.StartAsync();
        Client.BaseAddress = new(_app.Urls.Single());
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _app!.DisposeAsync();
    }

    public Task<Answer> Post(string path, string body, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Post, path, Encoding.UTF8.GetBytes(body), "application/json", headers);

    public Task<Answer> Get(string path, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Get, path, null, null, headers);

    public async Task<Answer> Send(
        HttpMethod method, string path, byte[]? body, string? contentType, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (contentType is not null)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        foreach (var (name, value) in headers)
            Assert.True(
                request.Headers.TryAddWithoutValidation(name, value)
                || request.Content!.Headers.TryAddWithoutValidation(name, value));
        using var response = await Client.SendAsync(request);
        return new(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(
                header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>For what a well-behaved client cannot be made to say. The body is an empty object.</summary>
    public async Task<string> SendRaw(params string[] lines)
    {
        using var socket = await Connect();
        string[] all = [.. lines, "Host: x", "Connection: close", "Content-Length: 2", "", "{}"];
        await socket.SendAsync(Encoding.UTF8.GetBytes(string.Join("\r\n", all)));
        return await ReadAll(socket);
    }

    public async Task<Socket> Connect()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(Client.BaseAddress!.Host, Client.BaseAddress.Port);
        return socket;
    }

    public static async Task<string> ReadAll(Socket socket)
    {
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Samples.At;
    }
}

public sealed record Answer(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public string? Code => Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>Fields in error, in alphabetical order.</summary>
    public string Fields => string.Join(
        ',', Json.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order(StringComparer.Ordinal));
}
