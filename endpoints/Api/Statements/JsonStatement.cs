using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using BillingEngine.Api.Accounts;
using BillingEngine.Api.Answers;
using BillingEngine.Messages;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Statements;

/// <summary>As JSON. The totals stand below the lines: only then are they known.</summary>
sealed class JsonStatement(Stream output) : StatementWriter(output)
{
    readonly Utf8JsonWriter _json = new(
        output, new JsonWriterOptions { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), SkipValidation = true });

    Currency? _currency;

    public override void Begin(Statement statement)
    {
        _currency = statement.Currency;
        _json.WriteStartObject();
        _json.WriteString("accountId", statement.Account.AccountId);
        _json.WriteString("currency", statement.Account.Currency.Value);
        _json.WriteTime("from", statement.From);
        _json.WriteTime("to", statement.To);
        _json.WriteAmount("opening", statement.Period.Opening, _currency);
        _json.WriteAmount("closing", statement.Period.Closing, _currency);
        _json.WriteStartArray("lines");
    }

    public override void Add(LedgerEntry line) => EntryJson.Write(_json, line, _currency);

    public override void End(EntryTotals totals)
    {
        _json.WriteEndArray();
        _json.WriteStartObject("totals");
        _json.WriteAmount("debits", totals.Debits, _currency);
        _json.WriteAmount("credits", totals.Credits, _currency);
        _json.WriteNumber("entries", totals.Entries);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    public override void Flush() => _json.Flush();

    public override void Dispose() => _json.Dispose();
}
