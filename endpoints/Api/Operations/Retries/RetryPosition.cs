using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BillingEngine.Api.Answers;
using BillingEngine.Api.Requests;

namespace BillingEngine.Api.Operations.Retries;

/// <summary>Where a retry stands in the list: by time, to the microsecond, and id.</summary>
readonly record struct RetryPosition(DateTimeOffset At, Guid Id) : IParsable<RetryPosition>, IFormattable
{
    public (DateTimeOffset At, Guid Id) Parts => (At, Id);

    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}/{Id}");

    public static RetryPosition Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var position) ? position : throw new FormatException($"{s} is no position.");

    public static bool TryParse(
        [NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out RetryPosition result)
    {
        result = default;
        if (s?.Split('/') is not [var time, var text]
            || !long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || ticks > DateTimeOffset.MaxValue.UtcTicks
            || !Uuid.TryParse(text, out var id))
            return false;
        result = new RetryPosition(new DateTimeOffset(ticks, TimeSpan.Zero), id);
        return true;
    }
}

static class RetryPath
{
    /// <summary>The retry that the path names; null when that is no id: then it has been answered.</summary>
    public static async ValueTask<Guid?> RetryIdOrRefuse(this HttpContext context)
    {
        var pathId = context.PathValue("id");
        if (Uuid.TryParse(pathId, out var id))
            return id;
        await context.Answer(RetryProblems.RetryNotFound(pathId));
        return null;
    }
}
