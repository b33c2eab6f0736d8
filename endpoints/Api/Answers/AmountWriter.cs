using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using BillingEngine.Messages;

namespace BillingEngine.Api.Answers;

/// <summary>
/// Amounts leave as decimal strings at the scale of their currency, or as stored once the currency is unknown.
/// </summary>
static class AmountWriter
{
    /// <summary>
    /// Null for an asset that has been taken out of the configuration: what is stored of it stays readable.
    /// </summary>
    public static Currency? Find(this CurrencyRegistry currencies, CurrencyCode? code) =>
        code is { } known && currencies.TryFind(known.Value, out var currency) ? currency : null;

    public static string Show(decimal amount, Currency? currency) =>
        AtScaleOf(currency, amount).ToString(CultureInfo.InvariantCulture);

    public static void WriteAmount(this Utf8JsonWriter json, string name, decimal amount, Currency? currency)
    {
        Span<byte> text = stackalloc byte[32];
        Utf8Formatter.TryFormat(AtScaleOf(currency, amount), text, out var written);
        json.WriteString(name, text[..written]);
    }

    public static void WriteAmountOrNull(this Utf8JsonWriter json, string name, decimal? amount, Currency? currency)
    {
        if (amount is { } value)
            json.WriteAmount(name, value, currency);
        else
            json.WriteNull(name);
    }

    static decimal AtScaleOf(Currency? currency, decimal amount) =>
        currency is null ? amount : Amounts.AtScale(amount, currency.Scale);
}
