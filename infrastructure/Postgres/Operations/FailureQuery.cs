using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace BillingEngine.Postgres.Operations;

/// <summary>Which failed messages are asked for; what is null or empty does not narrow it.</summary>
public sealed record FailureQuery
{
    public static IReadOnlyList<string> AllStatuses { get; } = ["failed", "retrying", "resolved", "archived"];

    /// <summary>Somebody still has to see to them.</summary>
    public static IReadOnlyList<string> OpenStatuses { get; } = ["failed", "retrying"];

    public IReadOnlyList<string> Statuses { get; init; } = OpenStatuses;

    public string? Type { get; init; }

    public string? Endpoint { get; init; }

    public Guid? AccountId { get; init; }

    public Guid? TransactionId { get; init; }

    public Guid? GroupId { get; init; }

    public Guid? ConversationId { get; init; }

    /// <summary>None that failed before.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>None that failed then or later.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>In the exception's type and message, the type, the headers or the body, in whatever case.</summary>
    public string? Text { get; init; }

    /// <summary>The last one of the page before.</summary>
    public FailurePosition? After { get; init; }

    public required int Limit { get; init; }
}

/// <summary>Where a failed message stands in the list, whose newest come first.</summary>
public readonly record struct FailurePosition(DateTimeOffset FailedAt, FailureKey Key)
    : IParsable<FailurePosition>, IFormattable
{
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.Create(CultureInfo.InvariantCulture, $"{FailedAt.UtcTicks}.{Key}");

    public static FailurePosition Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var position) ? position : throw new FormatException($"{s} is no place in the list.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out FailurePosition result)
    {
        result = default;
        if (s?.Split('.', 2) is not [var ticks, var rest]
            || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            || time > DateTime.MaxValue.Ticks
            || !FailureKey.TryParse(rest, out var key))
            return false;
        result = new(new DateTimeOffset(time, TimeSpan.Zero), key.Value);
        return true;
    }
}
