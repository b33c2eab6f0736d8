using Microsoft.AspNetCore.Http;
using Npgsql;

namespace BillingEngine.Host.Verbs;

/// <summary>What is printed once the engine takes requests.</summary>
static class ReadyBlock
{
    public static string Describe(
        IReadOnlyList<string> addresses,
        string connectionString,
        IReadOnlyList<string> endpoints) => $"""

        Billing engine is ready.

          Listening   {(addresses.Count == 0 ? "nowhere: api does not run here" : string.Join(", ", addresses))}
          Database    {Database(connectionString)}
          Endpoints   {string.Join(", ", endpoints)}
        {Hint(addresses)}
          Ctrl+C stops it.


        """;

    // Never the connection string itself: it may hold a password.
    static string Database(string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        var name = database.Database ?? database.Username;
        return database.Host is ['/', ..] ? $"{name} in {database.Host}" : $"{name} at {database.Host}:{database.Port}";
    }

    static string Hint(IReadOnlyList<string> addresses) => addresses is not [var first, ..] ? "" : $$"""

          Open a wallet:
            curl {{Reachable(first)}}/v1/accounts -H 'Content-Type: application/json' \
              -d '{"ownerId":"alice","ownerType":"person","kind":"user","currency":"USD"}'

        """;

    static string Reachable(string address)
    {
        var bound = BindingAddress.Parse(address);
        return bound.Host is "0.0.0.0" or "[::]" or "*" or "+" ? $"{bound.Scheme}://localhost:{bound.Port}" : address;
    }
}
