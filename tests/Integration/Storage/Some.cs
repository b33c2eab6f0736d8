using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BillingEngine.Messaging;
using BillingEngine.Messaging.EventSourcing;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Integration.Tests.Storage;

/// <summary>Values for tests that do not care which.</summary>
static class Some
{
    public static DateTimeOffset Time { get; } = new(2025, 3, 30, 1, 30, 0, 123, 456, TimeSpan.Zero);

    public static Guid Id() => new(RandomNumberGenerator.GetBytes(16));

    public static ReadOnlyMemory<byte> Json(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> json) =>
        Encoding.UTF8.GetString(json.Span).Replace(" ", "", StringComparison.Ordinal);

    public static EventOrigin Origin { get; } = new(Id(), Id(), Id(), "caller 7");

    public static NewEvent Event(string data = """{"amount":"1.50"}""", DateTimeOffset? at = null) =>
        new("account.debited.v1", Json(data), Origin, at ?? Time);

    public static CommittedEvent Event(
        PartitionLease lease, int number, Guid stream, int version, string? data = null, Guid? onceKey = null) => new(
        new StoredEvent(
            lease.Partition,
            lease.Position + number,
            stream,
            version,
            "account.debited.v1",
            Json(data ?? string.Create(CultureInfo.InvariantCulture, $$"""{"version":{{version}}}""")),
            Origin,
            Time),
        onceKey is { } key ? new AnOnceEvent(key) : AnEvent.Instance);

    /// <summary>The next events of one stream, as the partition's only ones.</summary>
    public static IReadOnlyList<CommittedEvent> Events(PartitionLease lease, Guid stream, int fromVersion, int count) =>
        [.. Enumerable.Range(0, count).Select(index => Event(lease, index + 1, stream, fromVersion + index))];

    public static SagaWrite Saga(
        Guid id, int expectedVersion, string? data = """{"step":"debiting"}""", string? correlation = null) => new(
        id,
        "TopupSaga",
        correlation ?? id.ToString(),
        Partition: 0,
        expectedVersion,
        data is null ? default(ReadOnlyMemory<byte>?) : Json(data));

    public static TransportMessage Message(int partition, DateTimeOffset? dueAt = null) => new(
        Id(), "account.debit.v1", partition, dueAt ?? Time, Json("""{"a":"b"}"""), Json("""{"amount":"1.50"}"""));

    public static RecordedReply Reply(Guid request) => new(
        request, "fingerprint", Id(), "account.command_accepted.v1", Json("""{"balance":"0"}"""), Time);

    public static StreamSnapshot Snapshot(Guid stream, int version, string state = """{"balance":"7"}""") =>
        new(stream, version, "account.1", Json(state), Time.AddSeconds(-version), Time);

    public static FailedMessage Failure(TransportMessage message, int attempts) => new(
        message,
        "accounts",
        "System.DivideByZeroException",
        "by zero",
        "at line 1",
        attempts,
        Time.AddMinutes(attempts));

    sealed record AnEvent : IEvent
    {
        public static AnEvent Instance { get; } = new();
    }

    sealed record AnOnceEvent(Guid OnceKey) : IHappenOnce;
}
