using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace BillingEngine.Postgres.Operations;

/// <summary>
/// A message where it failed: an event that went to two endpoints may have failed at both. Written as the message's id
/// and the partition, with a dot in between.
/// </summary>
public readonly record struct FailureKey(Guid MessageId, int Partition)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{MessageId}.{Partition}");

    public static bool TryParse(string text, [NotNullWhen(true)] out FailureKey? key)
    {
        key = text.Split('.') is [var id, var partition]
            && Guid.TryParseExact(id, "D", out var messageId)
            && int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? new FailureKey(messageId, number)
                : null;
        return key is not null;
    }
}
