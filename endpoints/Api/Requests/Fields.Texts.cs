using System.Text.Json;
using BillingEngine.Api.Answers;
using BillingEngine.Messages;

namespace BillingEngine.Api.Requests;

sealed partial class Fields
{
    public string Text(string name, int maximum) => CheckedText(name, maximum, isRequired: true) ?? "";

    public string? OptionalText(string name, int maximum) => CheckedText(name, maximum, isRequired: false);

    public string Ledger()
    {
        var ledger = FindText(LedgerName.Field, isRequired: false) ?? LedgerName.Default;
        if (!LedgerName.IsValid(ledger))
            errors.Add(LedgerName.Field, LedgerName.Rule);
        return ledger;
    }

    /// <summary>
    /// Null when there is none that is known: the amounts beside it can then be checked only for their form.
    /// </summary>
    public Currency? Currency(CurrencyRegistry currencies)
    {
        if (FindText("currency", isRequired: true) is not { } code)
            return null;
        if (currencies.TryFind(code, out var currency))
            return currency;
        errors.Add("currency", "is not a known currency; codes are upper case, as USD", ProblemCodes.CurrencyUnknown);
        return null;
    }

    /// <summary>An amount to move; null, with the reason noted, when there is none.</summary>
    public decimal? Amount(string name, Currency? currency) =>
        ReadAmount(name, isRequired: true, currency, AmountToMove);

    public decimal? OptionalAmount(string name, Currency? currency) =>
        ReadAmount(name, isRequired: false, currency, AmountToMove);

    public decimal? OptionalLimit(string name, Currency? currency, bool mayBeNegative = false) =>
        ReadAmount(name, isRequired: false, currency, mayBeNegative ? SignedLimit : UnsignedLimit);

    /// <summary>
    /// The key of the header or of the member <c>idempotencyKey</c>: they are the same thing, said twice.
    /// </summary>
    public string? OptionalIdempotencyKey()
    {
        var header = request is null ? null : IdempotencyKey.FromHeader(request, errors);
        var member = FindText(IdempotencyKey.Field, isRequired: false);
        if (member is not null && !IdempotencyKey.IsValid(member))
            errors.Add(IdempotencyKey.Field, IdempotencyKey.Rule);
        if (header is not null && member is not null && header != member)
            errors.Add(IdempotencyKey.Field, $"must be the same as the header {IdempotencyKey.Header}");
        return header ?? member;
    }

    public string IdempotencyKeyOfMovement()
    {
        var errorsBefore = errors.Count;
        var key = OptionalIdempotencyKey();
        if (key is null && errors.Count == errorsBefore)
            RefuseMissingKey();
        return key ?? "";
    }

    /// <summary>A duration above zero.</summary>
    public TimeSpan Duration(string name, TimeSpan maximum, TimeSpan otherwise)
    {
        if (FindText(name, isRequired: false) is not { } text)
            return otherwise;
        if (!IsoDuration.TryParse(text, out var duration))
            errors.Add(name, "must be an ISO 8601 duration in weeks, days, hours, minutes and seconds: \"P7D\"");
        else if (duration <= TimeSpan.Zero || duration > maximum)
            errors.Add(name, $"must be above zero, and at most {maximum.TotalDays:0} days");
        return duration;
    }

    void RefuseMissingKey()
    {
        if (request is null)
            errors.Add(IdempotencyKey.Field, "is required where money moves", ProblemCodes.IdempotencyKeyMissing);
        else
            errors.Add(
                IdempotencyKey.Header,
                $"is required, as a header or as the member {IdempotencyKey.Field}, where money moves",
                ProblemCodes.IdempotencyKeyMissing);
    }

    string? CheckedText(string name, int maximum, bool isRequired)
    {
        var text = FindText(name, isRequired);
        if (text is not null && TextRules.FaultOf(text, maximum) is { } fault)
            errors.Add(name, fault);
        return text;
    }

    string? FindText(string name, bool isRequired, string code = ProblemCodes.ValidationFailed)
    {
        if (!Find(name, isRequired, out var value))
            return null;
        if (value.ValueKind is not JsonValueKind.String)
            errors.Add(name, "must be a string", code);
        else if (TextRules.TryDecode(value, out var text))
            return text;
        else
            errors.Add(name, TextRules.NotUnicode, code);
        return null;
    }

    decimal? ReadAmount(string name, bool isRequired, Currency? currency, ParseAmount parse)
    {
        if (FindText(name, isRequired, AmountCodes.Invalid) is not { } text)
            return null;
        if (parse(text, currency ?? AnyCurrency, out var amount, out var fault))
            return amount;
        if (currency is not null || fault.Code == AmountCodes.Invalid)
            errors.Add(name, fault.Message, fault.Code);
        return null;
    }

    /// <summary>
    /// Stands in for a currency that is not known, so that the form of an amount can be checked all the same.
    /// </summary>
    static readonly Currency AnyCurrency = new(new CurrencyCode("any currency"), 10);

    static readonly ParseAmount AmountToMove = Amounts.TryParse;

    static readonly ParseAmount UnsignedLimit = (text, currency, out amount, out fault) =>
        Amounts.TryParseLimit(text, currency, mayBeNegative: false, out amount, out fault);

    static readonly ParseAmount SignedLimit = (text, currency, out amount, out fault) =>
        Amounts.TryParseLimit(text, currency, mayBeNegative: true, out amount, out fault);

    delegate bool ParseAmount(string text, Currency currency, out decimal amount, out AmountFault fault);
}
