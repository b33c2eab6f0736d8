using System.Text.Json;
using BillingEngine.Api.Operations;

namespace BillingEngine.Domain.Tests.Api;

public sealed class HeaderEditTests
{
    const string Sent = """
        {"NServiceBus.MessageId":"1","NServiceBus.TimeSent":"x","shop":"7","BillingEngine.Attempts":"3"}
        """;

    [Theory]
    [InlineData("shop", "8", "")]
    [InlineData("shop", null, "")]
    [InlineData("colour", "red", "")]
    [InlineData("NServiceBus.MessageId", "1", "")]
    [InlineData("NServiceBus.SagaId", null, "")]
    [InlineData("NServiceBus.TimeSent", "2026-01-01 00:00:00:000000 Z", "")]
    [InlineData("NServiceBus.MessageId", "2", "headers.NServiceBus.MessageId")]
    [InlineData("nservicebus.messageid", "2", "headers.nservicebus.messageid")]
    [InlineData("NServiceBus.MessageId", null, "headers.NServiceBus.MessageId")]
    [InlineData("NServiceBus.SagaId", "2", "headers.NServiceBus.SagaId")]
    [InlineData("NServiceBus.OriginatingSagaId", "2", "headers.NServiceBus.OriginatingSagaId")]
    [InlineData("NServiceBus.MessageIntent", "Reply", "headers.NServiceBus.MessageIntent")]
    [InlineData("NServiceBus.ConversationId", "2", "headers.NServiceBus.ConversationId")]
    [InlineData("NServiceBus.ReplyToAddress", "accounts#1", "headers.NServiceBus.ReplyToAddress")]
    [InlineData("BillingEngine.RequestId", "2", "headers.BillingEngine.RequestId")]
    [InlineData("BillingEngine.Replay", "True", "headers.BillingEngine.Replay")]
    [InlineData("BillingEngine.Operation", "2", "headers.BillingEngine.Operation")]
    [InlineData("BillingEngine.Attempts", "0", "headers.BillingEngine.Attempts")]
    [InlineData("traceparent", "2", "headers.traceparent")]
    public void Should_lock_what_the_engine_goes_by(string name, string? value, string refused)
    {
        HeaderEdits.Apply(Sent, new Dictionary<string, string?> { [name] = value }, out var locked);

        Assert.Equal(refused, string.Join(',', locked.ByField.Select(field => field.Key)));
    }

    [Fact]
    public void Should_leave_the_others_as_they_are()
    {
        var edits = new Dictionary<string, string?> { ["shop"] = null, ["colour"] = "red" };

        var headers = HeaderEdits.Apply(Sent, edits, out _);

        Assert.Equal(
            ["BillingEngine.Attempts 3", "NServiceBus.MessageId 1", "NServiceBus.TimeSent x", "colour red"],
            JsonElement.Parse(headers).EnumerateObject().Select(header => $"{header.Name} {header.Value}")
                .Order(StringComparer.Ordinal));
    }
}
