using System.Text.Json;
using BillingEngine.Api.Requests;

namespace BillingEngine.Api.Operations;

/// <summary>
/// Changes of headers. Those that the engine goes by are locked: who the message is, what it belongs to, whom it
/// answers, how often it was tried. Only when it was sent may be mended, for without a time that can be read it cannot
/// be delivered.
/// </summary>
static class HeaderEdits
{
    static readonly string[] LockedPrefixes =
        ["NServiceBus.", "BillingEngine.", "$.diagnostics.", "traceparent", "tracestate", "baggage"];

    /// <param name="headers">JSON object of texts.</param>
    /// <param name="edits">Null takes a header away.</param>
    /// <returns>JSON object of texts.</returns>
    public static byte[] Apply(string headers, IReadOnlyDictionary<string, string?> edits, out FieldErrors locked)
    {
        locked = new();
        var all = JsonSerializer.Deserialize<Dictionary<string, string>>(headers) ?? [];
        foreach (var (name, value) in edits)
        {
            if (value == all.GetValueOrDefault(name))
                continue;
            if (IsLocked(name))
                locked.Add($"headers.{Fields.Shown(name)}", "must not be changed", OperationProblems.HeaderLocked);
            else if (value is null)
                all.Remove(name);
            else
                all[name] = value;
        }

        return JsonSerializer.SerializeToUtf8Bytes(all);
    }

    /// <summary>In whatever case: readers of headers on the other side may not care about it.</summary>
    static bool IsLocked(string name) =>
        name != Headers.TimeSent
        && Array.Exists(LockedPrefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
