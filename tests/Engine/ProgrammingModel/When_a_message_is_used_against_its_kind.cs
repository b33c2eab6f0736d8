namespace BillingEngine.Engine.Tests.ProgrammingModel;

public sealed class When_a_message_is_used_against_its_kind
{
    [Fact]
    public void Should_refuse_to_send_an_event() =>
        Refuses(BestPractices.CheckSend, new Happened(), "Publish it");

    [Fact]
    public void Should_refuse_to_publish_a_command() =>
        Refuses(BestPractices.CheckPublish, new DoIt(), "Send it");

    [Fact]
    public void Should_refuse_to_reply_with_a_command() =>
        Refuses(BestPractices.CheckReply, new DoIt(), "Send it");

    [Fact]
    public void Should_refuse_to_reply_with_an_event() =>
        Refuses(BestPractices.CheckReply, new Happened(), "Publish it");

    [Fact]
    public void Should_let_every_right_use_pass()
    {
        BestPractices.CheckSend(new DoIt());
        BestPractices.CheckSend(new Answer());
        BestPractices.CheckPublish(new Happened());
        BestPractices.CheckPublish(new Answer());
        BestPractices.CheckReply(new Answer());
    }

    static void Refuses(Action<object> check, object message, string remedy)
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => check(message));

        Assert.Contains(message.GetType().FullName!, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, refusal.Message, StringComparison.Ordinal);
    }

    sealed record DoIt : ICommand;

    sealed record Happened : IEvent;

    sealed record Answer : IMessage;
}
