using BillingEngine.Messaging.Extensibility;

namespace BillingEngine.Engine.Tests.ProgrammingModel;

public sealed class When_options_are_set
{
    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Should_ask_for_nothing_by_default()
    {
        var options = new SendOptions();

        Assert.Empty(options.GetHeaders());
        Assert.Null(options.GetMessageId());
        Assert.Null(options.GetDeliveryDelay());
        Assert.Null(options.GetDeliveryDate());
        Assert.Null(options.GetDestination());
        Assert.False(options.IsRoutingToThisEndpoint());
        Assert.False(options.StartsConversation);
        Assert.Null(options.DueAt(Noon));
    }

    [Fact]
    public void Should_keep_headers_and_message_id()
    {
        var options = new PublishOptions();

        options.SetHeader("tenant", "a");
        options.SetHeader("tenant", "b");
        options.SetMessageId("m-1");

        Assert.Equal([new("tenant", "b")], options.GetHeaders());
        Assert.Equal("m-1", options.GetMessageId());
    }

    [Fact]
    public void Should_be_due_after_a_delay_or_at_a_date()
    {
        var delayed = new SendOptions();
        delayed.DelayDeliveryWith(TimeSpan.FromMinutes(5));
        var dated = new SendOptions();
        dated.DoNotDeliverBefore(Noon.AddDays(1));

        Assert.Equal(TimeSpan.FromMinutes(5), delayed.GetDeliveryDelay());
        Assert.Equal(Noon.AddMinutes(5), delayed.DueAt(Noon));
        Assert.Equal(Noon.AddDays(1), dated.GetDeliveryDate());
        Assert.Equal(Noon.AddDays(1), dated.DueAt(Noon));
    }

    [Fact]
    public void Should_refuse_a_date_beside_a_delay()
    {
        var options = new SendOptions();
        options.DelayDeliveryWith(TimeSpan.FromMinutes(5));

        var refusal = Assert.Throws<InvalidOperationException>(() => options.DoNotDeliverBefore(Noon));

        Assert.Contains("00:05:00 (DelayDeliveryWith)", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("use one of the two", refusal.Message, StringComparison.Ordinal);
        Assert.Null(options.GetDeliveryDate());
    }

    [Fact]
    public void Should_refuse_a_delay_beside_a_date()
    {
        var options = new SendOptions();
        options.DoNotDeliverBefore(Noon);

        var refusal = Assert.Throws<InvalidOperationException>(() => options.DelayDeliveryWith(TimeSpan.Zero));

        Assert.Contains("2026-03-01T12:00:00", refusal.Message, StringComparison.Ordinal);
        Assert.Null(options.GetDeliveryDelay());
    }

    [Fact]
    public void Should_refuse_a_negative_delay() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new SendOptions().DelayDeliveryWith(TimeSpan.FromTicks(-1)));

    [Fact]
    public void Should_refuse_two_destinations()
    {
        var named = new SendOptions();
        named.SetDestination("accounts");
        var local = new SendOptions();
        local.RouteToThisEndpoint();

        Assert.Throws<InvalidOperationException>(named.RouteToThisEndpoint);
        Assert.Throws<InvalidOperationException>(() => local.SetDestination("accounts"));
        Assert.Equal("accounts", named.GetDestination());
        Assert.True(local.IsRoutingToThisEndpoint());
    }

    [Fact]
    public void Should_start_a_conversation_with_or_without_a_name()
    {
        var unnamed = new SendOptions();
        unnamed.StartNewConversation();
        var named = new SendOptions();
        named.StartNewConversation("c-1");

        Assert.True(unnamed.StartsConversation);
        Assert.Null(unnamed.NewConversationId);
        Assert.Equal("c-1", named.NewConversationId);
        Assert.Throws<ArgumentException>(() => new SendOptions().StartNewConversation(" "));
    }

    [Fact]
    public void Should_carry_values_for_extensions()
    {
        var options = new ReplyOptions();

        options.GetExtensions().Set("key", 7);

        Assert.Equal(7, options.GetExtensions().Get<int>("key"));
    }
}
