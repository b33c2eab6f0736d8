using System.Reflection;
using BillingEngine.Messaging.Faults;

namespace BillingEngine.Engine.Tests.ProgrammingModel;

public sealed class When_headers_go_on_the_wire
{
    // Public contract with everything that reads the queues: a line may be added here, never changed.
    const string Names = """
        Baggage = baggage
        ContentType = NServiceBus.ContentType
        ControlMessageHeader = NServiceBus.ControlMessage
        ConversationId = NServiceBus.ConversationId
        CorrelationId = NServiceBus.CorrelationId
        DelayedRetries = NServiceBus.Retries
        DelayedRetriesTimestamp = NServiceBus.Retries.Timestamp
        DeliverAt = NServiceBus.DeliverAt
        EnclosedMessageTypes = NServiceBus.EnclosedMessageTypes
        HostDisplayName = $.diagnostics.hostdisplayname
        HostId = $.diagnostics.hostid
        ImmediateRetries = NServiceBus.FLRetries
        IsDeferredMessage = NServiceBus.IsDeferredMessage
        IsSagaTimeoutMessage = NServiceBus.IsSagaTimeoutMessage
        MessageId = NServiceBus.MessageId
        MessageIntent = NServiceBus.MessageIntent
        NServiceBusVersion = NServiceBus.Version
        OriginatingAddress = NServiceBus.OriginatingAddress
        OriginatingEndpoint = NServiceBus.OriginatingEndpoint
        OriginatingMachine = NServiceBus.OriginatingMachine
        OriginatingSagaId = NServiceBus.OriginatingSagaId
        OriginatingSagaType = NServiceBus.OriginatingSagaType
        PreviousConversationId = NServiceBus.PreviousConversationId
        ProcessingEnded = NServiceBus.ProcessingEnded
        ProcessingEndpoint = NServiceBus.ProcessingEndpoint
        ProcessingMachine = NServiceBus.ProcessingMachine
        ProcessingStarted = NServiceBus.ProcessingStarted
        RelatedTo = NServiceBus.RelatedTo
        ReplyToAddress = NServiceBus.ReplyToAddress
        SagaId = NServiceBus.SagaId
        SagaType = NServiceBus.SagaType
        TimeSent = NServiceBus.TimeSent
        TimeToBeReceived = NServiceBus.TimeToBeReceived
        TraceParent = traceparent
        TraceState = tracestate
        """;

    const string FaultNames = """
        ExceptionType = NServiceBus.ExceptionInfo.ExceptionType
        FailedQ = NServiceBus.FailedQ
        HelpLink = NServiceBus.ExceptionInfo.HelpLink
        InnerExceptionType = NServiceBus.ExceptionInfo.InnerExceptionType
        Message = NServiceBus.ExceptionInfo.Message
        Source = NServiceBus.ExceptionInfo.Source
        StackTrace = NServiceBus.ExceptionInfo.StackTrace
        TimeOfFailure = NServiceBus.TimeOfFailure
        """;

    [Theory]
    [InlineData(typeof(Headers), Names)]
    [InlineData(typeof(FaultsHeaderKeys), FaultNames)]
    public void Should_keep_their_names(Type holder, string expected) => Assert.Equal(expected, TableOf(holder));

    [Theory]
    [InlineData("2026-02-28T13:05:09.0123456+00:00", "2026-02-28 13:05:09:012345 Z")]
    [InlineData("2026-02-28T23:05:09.0000000+10:00", "2026-02-28 13:05:09:000000 Z")]
    [InlineData("2024-12-31T23:30:00.9999999-01:00", "2025-01-01 00:30:00:999999 Z")]
    public void Should_write_times_in_utc_to_the_microsecond(string time, string wire) =>
        Assert.Equal(wire, DateTimeOffsetHelper.ToWireFormattedString(At(time)));

    [Theory]
    [InlineData("2026-02-28 13:05:09:012345 Z")]
    [InlineData("0001-01-01 00:00:00:000000 Z")]
    [InlineData("9999-12-31 23:59:59:999999 Z")]
    public void Should_read_back_the_time_it_wrote(string wire)
    {
        var at = DateTimeOffsetHelper.ToDateTimeOffset(wire);

        Assert.Equal(TimeSpan.Zero, at.Offset);
        Assert.Equal(wire, DateTimeOffsetHelper.ToWireFormattedString(at));
    }

    [Fact]
    public void Should_lose_no_microsecond_between_writing_and_reading()
    {
        var at = At("2026-02-28T13:05:09.0123450+00:00");

        Assert.Equal(at, DateTimeOffsetHelper.ToDateTimeOffset(DateTimeOffsetHelper.ToWireFormattedString(at)));
    }

    [Fact]
    public void Should_refuse_other_formats()
    {
        var refusal = Assert.Throws<FormatException>(
            () => DateTimeOffsetHelper.ToDateTimeOffset("2026-02-28T13:05:09Z"));

        Assert.Contains("'2026-02-28T13:05:09Z'", refusal.Message, StringComparison.Ordinal);
    }

    static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    static string TableOf(Type holder) => string.Join(
        "\n",
        holder.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .OrderBy(field => field.Name, StringComparer.Ordinal)
            .Select(field => $"{field.Name} = {field.GetRawConstantValue()}"));
}
