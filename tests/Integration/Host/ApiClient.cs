using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace BillingEngine.Integration.Tests.Host;

/// <summary>A caller of the HTTP API, who knows its contract and nothing else.</summary>
sealed class ApiClient(string address)
{
    static readonly HttpClient http = new(new SocketsHttpHandler
    {
        UseProxy = false, Expect100ContinueTimeout = TimeSpan.FromSeconds(30),
    })
    {
        Timeout = TimeSpan.FromSeconds(60),
    };

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path, body: null);

    public Task<Answer> Post(string path, object body, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Post, path, Json(JsonSerializer.Serialize(body)), headers);

    public Task<Answer> Patch(string path, object body, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Patch, path, Json(JsonSerializer.Serialize(body)), headers);

    public Task<Answer> TopUp(string key, object body, params (string Name, string Value)[] headers) =>
        Post("/v1/transactions/topup", body, [("Idempotency-Key", key), .. headers]);

    /// <summary>Opens a wallet and returns its id.</summary>
    public async Task<string> OpenWallet(string ledger, string currency = "USD")
    {
        var opened = await Post("/v1/accounts", Wallet(ledger, currency));
        Assert.Equal(201, opened.Status);
        return opened["accountId"]!;
    }

    public async Task<string> BalanceOf(string wallet)
    {
        var found = await Look($"/v1/accounts/{wallet}/balance");
        Assert.Equal(200, found.Status);
        return found["balance"]!;
    }

    public async Task<Answer> Send(
        HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, address + path) { Content = body };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        // Whoever says nothing is told "accepted" after two seconds, which a busy machine may need for anything.
        var mayWait = method != HttpMethod.Get || request.Headers.Contains("X-Min-Position");
        if (mayWait && !request.Headers.Contains("Prefer"))
            request.Headers.TryAddWithoutValidation("Prefer", "wait=30");
        using var response = await http.SendAsync(request);
        return new Answer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value)),
            await response.Content.ReadAsStringAsync());
    }

    /// <summary>Asks again while the server has no time for a question, which it limits to three seconds.</summary>
    public async Task<Answer> Look(string path)
    {
        var found = await Get(path);
        for (var looks = 0; looks < 60 && found.Status == 503; looks++)
        {
            await Task.Delay(500);
            found = await Get(path);
        }

        return found;
    }

    public static object Wallet(string ledger, string currency = "USD") =>
        new { ledger, ownerId = "alice", ownerType = "person", kind = "user", currency };

    public static object Amount(string ledger, string wallet, string amount, string currency = "USD") =>
        new { ledger, destinationAccountId = wallet, amount, currency };

    public static HttpContent Json(string text) => Json(Encoding.UTF8.GetBytes(text));

    public static HttpContent Json(byte[] bytes) => new ByteArrayContent(bytes)
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
    };
}

sealed record Answer(int Status, string? MediaType, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>Of a problem; null when it is none.</summary>
    public string? Code => Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    public bool IsReplay => Headers.GetValueOrDefault("Idempotency-Replayed") == "true";

    /// <summary>A member of the body as text; null when it is null.</summary>
    public string? this[string member]
    {
        get
        {
            var value = Json.GetProperty(member);
            return value.ValueKind == JsonValueKind.Null ? null : value.ToString();
        }
    }
}
