using System.Text.Json;
using BillingEngine.Api.Operations;
using BillingEngine.Api.Requests;
using BillingEngine.Messages;
using BillingEngine.Messages.Transactions;
using BillingEngine.ReadModels.Search;

namespace BillingEngine.Api.Transactions.Search;

/// <summary>Reads the filters of a list of transactions.</summary>
sealed class FilterQuery(HttpRequest request, FieldErrors errors, CurrencyRegistry currencies)
{
    const string MetadataPrefix = "metadata.";
    const int MaxPairs = 5;

    static readonly string[] Known =
    [
        LedgerName.Field, "accountId", "type", "status", "reference", QueryCurrency.Field, "minAmount", "maxAmount",
        "from", "to", "description", "q", PageRequest.LimitField, PageRequest.CursorField,
    ];

    /// <summary>To be used only when there are no errors.</summary>
    public TransactionFilter Read()
    {
        var pairs = request.Query.Keys
            .Where(name => name.StartsWith(MetadataPrefix, StringComparison.Ordinal))
            .ToList();
        QueryText.AllowOnly(request, errors, [.. Known, .. pairs]);
        var ledger = LedgerName.FromQuery(request, errors) ?? LedgerName.Default;
        var currency = QueryCurrency.Find(request, errors, currencies);
        var (smallest, largest) = (FindAmount("minAmount", currency), FindAmount("maxAmount", currency));
        if (smallest > largest)
            errors.Add("maxAmount", "must not be below minAmount");
        return new(ledger)
        {
            AccountId = QueryId.Find(request, "accountId", errors),
            Types = FindChoices<TransactionType>("type"),
            Statuses = FindChoices<TransactionStatus>("status"),
            Reference = FindText("reference", TextRules.MaxName),
            Currency = currency?.Code.Value,
            MinAmount = smallest,
            MaxAmount = largest,
            From = QueryText.FindTime(request, "from", errors),
            To = QueryText.FindTime(request, "to", errors),
            Description = FindWords("description"),
            Text = FindWords("q"),
            Metadata = FindPairs(pairs),
        };
    }

    decimal? FindAmount(string name, Currency? currency)
    {
        if (QueryText.Find(request, name, errors) is not { } text)
            return null;
        if (currency is null)
        {
            if (!request.Query.ContainsKey(QueryCurrency.Field))
                errors.Add(name, "needs a currency: amounts of different currencies cannot be compared");
            return null;
        }

        if (Amounts.TryParseLimit(text, currency, mayBeNegative: false, out var amount, out var fault))
            return amount;
        errors.Add(name, fault.Message, fault.Code);
        return null;
    }

    List<TEnum> FindChoices<TEnum>(string name)
        where TEnum : struct, Enum
    {
        if (QueryText.Find(request, name, errors) is not { } text)
            return [];
        var known = Enum.GetValues<TEnum>()
            .ToDictionary(value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()), StringComparer.Ordinal);
        List<TEnum> chosen = [];
        foreach (var part in text.Split(',').Distinct())
        {
            if (known.TryGetValue(part, out var value))
                chosen.Add(value);
        }

        if (chosen.Count < text.Split(',').Distinct().Count())
            errors.Add(name, $"must be one or more of {string.Join(", ", known.Keys)}, with commas in between");
        return chosen;
    }

    string? FindText(string name, int maximum)
    {
        if (QueryText.Find(request, name, errors) is not { } text)
            return null;
        if (TextRules.FaultOf(text, maximum) is { } fault)
            errors.Add(name, fault);
        return text;
    }

    string? FindWords(string name)
    {
        var text = FindText(name, TextRules.MaxName);
        if (text is not null && !errors.Concern(name) && !TransactionFilter.HasWords(text))
            errors.Add(name, "must have a word: letters or digits");
        return text;
    }

    List<KeyValuePair<string, string>> FindPairs(List<string> names)
    {
        if (names.Count > MaxPairs)
            errors.Add("metadata", $"must be asked for by at most {MaxPairs} members");
        List<KeyValuePair<string, string>> pairs = [];
        foreach (var name in names)
        {
            if (name.Length == MetadataPrefix.Length)
                errors.Add(MetadataPrefix, "must name a member, as metadata.orderId");
            else if (QueryText.Find(request, name, errors) is { } value)
                pairs.Add(new(name[MetadataPrefix.Length..], value));
        }

        return pairs;
    }
}
