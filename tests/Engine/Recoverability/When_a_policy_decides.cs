using BillingEngine.Messaging.Engine;
using BillingEngine.Messaging.Transport;

namespace BillingEngine.Engine.Tests.Recoverability;

public sealed class When_a_policy_decides
{
    static readonly RecoverabilityConfig Config = new(
        new ImmediateConfig(5),
        new DelayedConfig(3, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)),
        new FailedConfig("error", [typeof(UndecodableMessageException), typeof(ArithmeticException)]));

    [Theory]
    [InlineData(1, 0, "now")]
    [InlineData(5, 0, "now")]
    [InlineData(6, 0, "in 10 s")]
    [InlineData(1, 1, "now")]
    [InlineData(6, 1, "in 20 s")]
    [InlineData(6, 2, "in 30 s")]
    [InlineData(6, 3, "to error")]
    [InlineData(7, 9, "to error")]
    public void Should_try_at_once_then_later_and_then_give_up(int failures, int delayed, string expected) =>
        Assert.Equal(expected, Told(Decide(new TimeoutException(), failures, delayed)));

    [Fact]
    public void Should_give_up_at_once_what_trying_again_cannot_mend()
    {
        Assert.Equal("to error", Told(Decide(new UndecodableMessageException("no JSON"), 1, 0)));
        Assert.Equal("to error", Told(Decide(new DivideByZeroException(), 1, 0)));
    }

    [Fact]
    public void Should_not_overflow_however_often_it_is_asked()
    {
        var patient = Config with
        {
            Delayed = new DelayedConfig(int.MaxValue, TimeSpan.FromDays(1), TimeSpan.MaxValue),
        };

        var action = DefaultRecoverabilityPolicy.Invoke(patient, Failure(new TimeoutException(), 6, 1_000_000));

        Assert.IsType<RecoverabilityAction.Delayed>(action);
    }

    static RecoverabilityAction Decide(Exception exception, int failures, int delayed) =>
        DefaultRecoverabilityPolicy.Invoke(Config, Failure(exception, failures, delayed));

    static ErrorContext Failure(Exception exception, int failures, int delayed) => new(
        exception, new IncomingMessage("m", () => new Dictionary<string, string>()), "machines#1", failures, delayed);

    static string Told(RecoverabilityAction action) => action switch
    {
        RecoverabilityAction.Immediate => "now",
        RecoverabilityAction.Delayed(var delay) => $"in {delay.TotalSeconds} s",
        RecoverabilityAction.Moved(var queue) => $"to {queue}",
        _ => $"{action}",
    };
}
