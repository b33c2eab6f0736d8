using System.Globalization;

namespace BillingEngine.Api.Requests;

/// <summary>
/// The header Prefer of RFC 7240. By that standard, what is not understood is passed over, never refused.
/// </summary>
static class Preference
{
    public const string Header = "Prefer";
    public const int MaxWaitSeconds = 30;

    /// <summary>How long the caller is ready to wait for the outcome.</summary>
    public static TimeSpan Wait(HttpRequest request, TimeSpan otherwise)
    {
        if (request.Headers[Header] is not { Count: > 0 } values)
            return otherwise;
        var preferences = values.SelectMany(value => value!.Split([',', ';'], StringSplitOptions.TrimEntries)).ToList();
        foreach (var preference in preferences)
        {
            if (TryReadWait(preference, out var seconds))
                return TimeSpan.FromSeconds(Math.Min(seconds, MaxWaitSeconds));
        }

        return preferences.Contains("respond-async", StringComparer.OrdinalIgnoreCase) ? TimeSpan.Zero : otherwise;
    }

    static bool TryReadWait(string preference, out int seconds)
    {
        seconds = 0;
        if (!preference.StartsWith("wait=", StringComparison.OrdinalIgnoreCase))
            return false;
        var number = preference.AsSpan("wait=".Length).Trim('"');
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
    }
}
