using System.Text.Json;

namespace BillingEngine.Host.Load;

/// <summary>Reads what came of each item of a bulk request.</summary>
static class BulkAnswer
{
    // {"items":[{"status":201,"problem":{"code":"..."}}]}
    const int DepthOfItem = 3;
    const int DepthOfProblem = 4;

    /// <summary>Adds the status of each item, and of those that have a problem its code.</summary>
    public static void Read(ReadOnlySpan<byte> json, List<(int Status, string? Code)> items)
    {
        items.Clear();
        var reader = new Utf8JsonReader(json);
        var status = 0;
        string? code = null;
        while (reader.Read())
        {
            if (reader is { TokenType: JsonTokenType.EndObject, CurrentDepth: DepthOfItem - 1 })
            {
                items.Add((status, code));
                (status, code) = (0, null);
            }

            if (reader.TokenType is not JsonTokenType.PropertyName)
                continue;
            if (reader.CurrentDepth == DepthOfItem && reader.ValueTextEquals("status"u8))
                status = Number(ref reader);
            else if (reader.CurrentDepth == DepthOfProblem && reader.ValueTextEquals("code"u8))
                code = Text(ref reader);
        }
    }

    static int Number(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number ? reader.GetInt32() : 0;

    static string? Text(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
}
