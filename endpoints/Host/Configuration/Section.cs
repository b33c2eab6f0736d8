using System.Text.Json;
using BillingEngine.Messages;

namespace BillingEngine.Host.Configuration;

/// <summary>
/// One object of a configuration file. Each reader notes what is wrong with its member, under the member's path, and
/// returns a stand-in, so that all mistakes come to light.
/// </summary>
sealed class Section(JsonElement json, string path, List<string> faults)
{
    readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Where it stands, such as <c>fees[1]</c>; empty for the file itself.</summary>
    public string Path => path;

    public void Refuse(string member, string why) =>
        faults.Add(path.Length == 0 ? $"{member} {why}" : $"{path}.{member} {why}");

    /// <summary>The object as a whole.</summary>
    public void Refuse(string why) => faults.Add($"{path} {why}");

    /// <summary>Call it last: what no reader has asked for, or what stands there twice, is a mistake too.</summary>
    public void RefuseOthers()
    {
        var names = json.EnumerateObject().Select(member => member.Name).ToList();
        foreach (var name in names.Where(name => !_known.Contains(name)).Distinct())
            Refuse(name, "is not known here");
        foreach (var (name, _) in names.CountBy(name => name).Where(entry => entry.Value > 1))
            Refuse(name, "must not be given twice");
    }

    /// <summary>The objects of a list; none when it is not there.</summary>
    public IReadOnlyList<Section> Items(string name)
    {
        if (Find(name) is not { } list)
            return [];
        if (list.ValueKind is not JsonValueKind.Array)
        {
            Refuse(name, "must be a list");
            return [];
        }

        var items = list.EnumerateArray().Select((item, index) => (Json: item, Path: $"{name}[{index}]")).ToList();
        foreach (var item in items.Where(item => item.Json.ValueKind is not JsonValueKind.Object))
            faults.Add($"{item.Path} must be an object");
        return
        [
            .. items.Where(item => item.Json.ValueKind is JsonValueKind.Object)
                .Select(item => new Section(item.Json, item.Path, faults)),
        ];
    }

    /// <summary>An object within; null when it is not there.</summary>
    public Section? Part(string name)
    {
        if (Find(name) is not { } part)
            return null;
        if (part.ValueKind is JsonValueKind.Object)
            return new Section(part, name, faults);
        Refuse(name, "must be an object");
        return null;
    }

    public bool Has(string name) => Find(name) is not null;

    public string? Text(string name)
    {
        if (!Has(name))
            Refuse(name, "is required");
        return OptionalText(name);
    }

    public string? OptionalText(string name)
    {
        if (Find(name) is not { } value)
            return null;
        try
        {
            if (value.ValueKind is JsonValueKind.String)
                return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a character is no text either.
        }

        Refuse(name, "must be a string");
        return null;
    }

    public bool Flag(string name, bool otherwise)
    {
        if (Find(name) is not { } value)
            return otherwise;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Refuse(name, "must be true or false");
        return value.ValueKind is JsonValueKind.True;
    }

    /// <summary>A whole number from 0, written in plain digits.</summary>
    public int? Number(string name, int maximum)
    {
        if (!Has(name))
            Refuse(name, "is required");
        return OptionalNumber(name, minimum: 0, maximum);
    }

    /// <summary>A whole number, written in plain digits.</summary>
    public int? OptionalNumber(string name, int minimum, int maximum)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.Number
            && char.IsAsciiDigit(value.GetRawText()[0])
            && value.TryGetInt32(out var number)
            && number >= minimum
            && number <= maximum)
            return number;
        Refuse(name, $"must be a whole number from {minimum} to {maximum}");
        return null;
    }

    /// <summary>One of a fixed length, which those with months have not.</summary>
    /// <param name="rule">What is said of one that is none, such as "from PT1S to P1D".</param>
    public TimeSpan? OptionalDuration(string name, TimeSpan shortest, TimeSpan longest, string rule)
    {
        if (OptionalText(name) is not { } text)
            return null;
        if (CalendarDuration.TryParse(text, out var duration)
            && duration.Months == 0
            && duration.Time >= shortest
            && duration.Time <= longest)
            return duration.Time;
        Refuse(name, $"must be an ISO 8601 duration {rule}");
        return null;
    }

    public Currency? Currency(CurrencyRegistry currencies)
    {
        if (Text("currency") is not { } code)
            return null;
        if (currencies.TryFind(code, out var currency))
            return currency;
        Refuse("currency", "is neither a currency of ISO 4217 nor among the assets; codes are upper case, as USD");
        return null;
    }

    /// <param name="currency">Null when it is not known: then the amount cannot be looked at.</param>
    public decimal? Amount(string name, Currency? currency)
    {
        if (OptionalText(name) is not { } text || currency is null)
            return null;
        if (Amounts.TryParseLimit(text, currency, mayBeNegative: false, out var amount, out var fault))
            return amount;
        Refuse(name, fault.Message);
        return null;
    }

    /// <summary>One of some names.</summary>
    public TValue? Choice<TValue>(string name, IReadOnlyDictionary<string, TValue> choices)
        where TValue : struct =>
        Text(name) is { } text ? Chosen(name, text, choices) : null;

    public TValue? OptionalChoice<TValue>(string name, IReadOnlyDictionary<string, TValue> choices)
        where TValue : struct =>
        OptionalText(name) is { } text ? Chosen(name, text, choices) : null;

    TValue? Chosen<TValue>(string name, string text, IReadOnlyDictionary<string, TValue> choices)
        where TValue : struct
    {
        if (choices.TryGetValue(text, out var value))
            return value;
        Refuse(name, $"must be one of {string.Join(", ", choices.Keys.Order(StringComparer.Ordinal))}");
        return null;
    }

    JsonElement? Find(string name)
    {
        _known.Add(name);
        return json.TryGetProperty(name, out var value) ? value : null;
    }
}
