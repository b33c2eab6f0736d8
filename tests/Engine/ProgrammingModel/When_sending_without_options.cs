namespace BillingEngine.Engine.Tests.ProgrammingModel;

public sealed class When_sending_without_options
{
    [Fact]
    public async Task Should_route_from_a_handler()
    {
        var context = new RecordingContext();

        await context.Send(new Note());
        await context.Send("accounts", new Note());
        await context.SendLocal(new Note());
        await context.Publish(new Note());
        await context.Reply(new Note());

        var sent = context.Sent.Select(entry => (SendOptions)entry.Options).ToArray();
        Assert.Equal([null, "accounts", null], sent.Select(options => options.GetDestination()));
        Assert.Equal([false, false, true], sent.Select(options => options.IsRoutingToThisEndpoint()));
        Assert.Single(context.Published);
        Assert.Single(context.Replied);
    }

    [Fact]
    public async Task Should_route_from_a_session_and_pass_the_token_on()
    {
        using var source = new CancellationTokenSource();
        var session = new RecordingSession();

        await session.Send(new Note(), source.Token);
        await session.Send("accounts", new Note(), source.Token);
        await session.SendLocal(new Note(), source.Token);
        await session.Publish(new Note(), source.Token);

        Assert.All(session.Asked, asked => Assert.Equal(source.Token, asked.Token));
        Assert.Equal("accounts", ((SendOptions)session.Asked[1].Options).GetDestination());
        Assert.True(((SendOptions)session.Asked[2].Options).IsRoutingToThisEndpoint());
        Assert.IsType<PublishOptions>(session.Asked[3].Options);
    }

    sealed record Note : IMessage;
}
