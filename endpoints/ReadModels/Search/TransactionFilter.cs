using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BillingEngine.Messages.Transactions;

namespace BillingEngine.ReadModels.Search;

/// <summary>Which transactions are asked for: those that all of it is true of. Null and empty: never mind.</summary>
public sealed record TransactionFilter(string Ledger)
{
    /// <summary>As source or destination.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>One of them.</summary>
    public IReadOnlyList<TransactionType> Types { get; init; } = [];

    /// <summary>One of them.</summary>
    public IReadOnlyList<TransactionStatus> Statuses { get; init; } = [];

    public string? Reference { get; init; }

    public string? Currency { get; init; }

    /// <summary>Requested at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Requested before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Major units; only together with a currency.</summary>
    public decimal? MinAmount { get; init; }

    /// <summary>Major units; only together with a currency.</summary>
    public decimal? MaxAmount { get; init; }

    /// <summary>All its words are in the description.</summary>
    public string? Description { get; init; }

    /// <summary>All its words are in the reference, the description or the values of the metadata.</summary>
    public string? Text { get; init; }

    /// <summary>Members of the metadata that have just these values.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <summary>Whether there is a word in a text at all that could be searched for.</summary>
    public static bool HasWords(string text) => SearchTerms.Words(text).Count > 0;
}

/// <summary>Where a transaction stands in the list: by the time of its request, to the microsecond, and id.</summary>
public readonly record struct TransactionPosition(DateTimeOffset At, Guid Id)
    : IParsable<TransactionPosition>, IFormattable
{
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}/{Id}");

    public static TransactionPosition Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var position) ? position : throw new FormatException($"{s} is no position.");

    public static bool TryParse(
        [NotNullWhen(true)] string? s,
        IFormatProvider? provider,
        [MaybeNullWhen(false)] out TransactionPosition result)
    {
        result = default;
        if (s?.Split('/') is not [var time, var text]
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || ticks > DateTimeOffset.MaxValue.UtcTicks
            || !Guid.TryParseExact(text, "D", out var id))
            return false;
        result = new TransactionPosition(new DateTimeOffset(ticks, TimeSpan.Zero), id);
        return true;
    }
}

/// <summary>A part of a list of transactions, newest first.</summary>
/// <param name="Next">
/// Where the next part goes on, also when this one is short or empty; null: this is the last.
/// </param>
public sealed record TransactionPage(IReadOnlyList<TransactionSnapshot> Items, TransactionPosition? Next);
