using BillingEngine.Messaging.Recoverability;

namespace BillingEngine.Engine.Tests.Recoverability;

public sealed class When_a_failure_is_given_a_fingerprint
{
    const string This = "BillingEngine.Engine.Tests.Recoverability.Faults.";

    [Fact]
    public void Should_not_depend_on_what_the_message_says() => AssertSame(
        Faults.Thrown(() => Faults.Wrap(() => Faults.Fail("order 1"), "after 10 s")),
        Faults.Thrown(() => Faults.Wrap(() => Faults.Fail("order 2"), "after 20 s")));

    [Fact]
    public void Should_not_depend_on_the_line_of_the_call()
    {
        Exception[] thrown =
        [
            Faults.Thrown(() => Faults.Fail("here")),
            Faults.Thrown(() =>
                Faults.Fail("there")),
        ];

        AssertSame(thrown[0], thrown[1]);
    }

    [Fact]
    public void Should_tell_where_it_was_thrown_from() => AssertDifferent(
        Faults.Thrown(() => Faults.Fail("the same")),
        Faults.Thrown(() => Faults.FailElsewhere("the same")));

    [Fact]
    public void Should_tell_what_was_thrown() => AssertDifferent(
        new Remembered("   at A.B()"), new OfAType<int>("   at A.B()"));

    [Fact]
    public void Should_tell_the_way_that_led_there() => AssertDifferent(
        Faults.Thrown(() => Faults.Fail("the same")),
        Faults.Thrown(() => Faults.Recurse(0)));

    [Fact]
    public void Should_tell_the_exceptions_within() => AssertDifferent(
        Faults.Thrown(() => Faults.Wrap(() => Faults.Fail("the same"), "the same")),
        Faults.Thrown(() => Faults.Wrap(() => Faults.FailElsewhere("the same"), "the same")));

    [Fact]
    public void Should_tell_the_contract_of_the_message()
    {
        var failure = Faults.Thrown(() => Faults.Fail("the same"));

        Assert.NotEqual(
            FailureFingerprint.Of("account.debit.v1", failure), FailureFingerprint.Of("account.credit.v1", failure));
    }

    [Fact]
    public void Should_be_the_same_for_ever() => Assert.Equal(
        Guid.Parse("8696dc87-9ddf-ac75-1c5f-6057a50ebcbf"),
        FailureFingerprint.Of("account.debit.v1", new Remembered("   at A.B(Int32 x) in /src/A.cs:line 12")));

    [Fact]
    public async Task Should_not_depend_on_whether_anything_was_waited_for()
    {
        AssertSame(
            await Faults.Awaited(() => Faults.WaitForTheWait(away: false)),
            await Faults.Awaited(() => Faults.WaitForTheWait(away: true)));
        AssertSame(
            await Faults.Awaited(async () => await Faults.WaitForAValue(away: false)),
            await Faults.Awaited(async () => await Faults.WaitForAValue(away: true)));
    }

    [Fact]
    public async Task Should_not_depend_on_whether_it_was_waited_for_by_blocking()
    {
        var awaited = await Faults.Awaited(() => Faults.Wait(away: true));
        var blocked = await Task.Run(() => Faults.Thrown(() => Faults.Wait(away: true).Wait()));

        Assert.IsType<AggregateException>(blocked);
        Assert.Equal(LinesFrom(awaited, This), LinesFrom(blocked, This));
        Assert.StartsWith("System.InvalidOperationException\n", FailureFingerprint.Normalised(blocked));
    }

    [Fact]
    public void Should_not_depend_on_a_call_by_reflection()
    {
        var method = typeof(Faults).GetMethod(nameof(Faults.Fail))!;
        var called = Faults.Thrown(() => method.Invoke(null, ["called"]));

        Assert.Equal(
            LinesFrom(Faults.Thrown(() => Faults.Fail("called")), This + nameof(Faults.Fail)),
            LinesFrom(called, This + nameof(Faults.Fail)));
        Assert.DoesNotContain("Reflection", FailureFingerprint.Normalised(called), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_not_depend_on_type_arguments()
    {
        var numbers = Faults.Thrown(() => Faults.FailGenerically(1));
        var texts = Faults.Thrown(() => Faults.FailGenerically("one"));

        Assert.Equal(LinesFrom(numbers, This), LinesFrom(texts, This));
        AssertSame(new OfAType<int>("   at A`1.B()"), new OfAType<string>("   at A.B()"));
    }

    [Fact]
    public async Task Should_name_methods_as_they_are_written()
    {
        AssertFrames(
            Faults.Thrown(() => GC.KeepAlive(Faults.Count(3).Sum())),
            nameof(Faults.Fail), nameof(Faults.Count));
        AssertFrames(
            await Faults.Awaited(async () =>
            {
                await foreach (var number in Faults.CountSlowly(to: 2))
                    GC.KeepAlive(number);
            }),
            nameof(Faults.Fail), nameof(Faults.CountSlowly));
        AssertFrames(
            Faults.Thrown(() => Faults.InALambda(1)),
            nameof(Faults.Fail), "InALambda.lambda", "InALambda");
        AssertFrames(
            Faults.Thrown(() => Faults.InALocalFunction(1)),
            nameof(Faults.Fail), "InALocalFunction.Check", "InALocalFunction");
        AssertFrames(
            await Faults.Awaited(() => Faults.InAnAsyncLambda(1)),
            nameof(Faults.Fail), "InAnAsyncLambda.lambda", "InAnAsyncLambda");
        AssertFrames(
            await Faults.Awaited(() => Faults.WaitForTheWait(away: true)),
            nameof(Faults.Fail), nameof(Faults.Wait), nameof(Faults.WaitForTheWait));
    }

    [Fact]
    public void Should_not_depend_on_how_deep_a_method_calls_itself() => AssertSame(
        Faults.Thrown(() => Faults.Recurse(2)), Faults.Thrown(() => Faults.Recurse(700)));

    [Fact]
    public async Task Should_not_depend_on_how_many_failed_together()
    {
        var few = await Together(Faults.Fail, Faults.FailElsewhere);
        var many = await Together(Faults.FailElsewhere, Faults.Fail, Faults.FailElsewhere, Faults.Fail);
        var others = await Together(Faults.Fail, text => Faults.Wrap(() => Faults.Fail(text), text));

        AssertSame(few, many);
        AssertDifferent(few, others);
    }

    [Fact]
    public void Should_have_an_end_where_exceptions_have_none()
    {
        var chain = Enumerable.Range(0, 1000).Aggregate<int, Exception>(
            new TimeoutException(), (inner, _) => new AggregateException(inner, new TimeoutException("beside", inner)));
        var trace = string.Join('\n', Enumerable.Range(0, 5000).Select(number => $"   at A.M{number}()"));

        Assert.True(FailureFingerprint.Normalised(chain).Split('\n').Length <= 32);
        Assert.Equal(201, FailureFingerprint.Normalised(new Remembered(trace)).Split('\n').Length);
    }

    [Fact]
    public void Should_be_made_for_what_was_never_thrown() =>
        Assert.Equal("System.TimeoutException", FailureFingerprint.Normalised(new TimeoutException("not thrown")));

    static async Task<Exception> Together(params Action<string>[] actions)
    {
        var all = Task.WhenAll(actions.Select((action, index) => Task.Run(() => action($"number {index}"))));
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return all.Exception!;
    }

    static void AssertFrames(Exception exception, params string[] expected) =>
        Assert.Equal(expected.Select(name => This + name), LinesFrom(exception, This));

    static bool IsOwn(string name) => name == This + nameof(Faults.Thrown) || name == This + nameof(Faults.Awaited);

    static IEnumerable<string> LinesFrom(Exception exception, string prefix) =>
        FailureFingerprint.Normalised(exception).Split('\n')
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("at " + prefix, StringComparison.Ordinal))
            .Select(line => line["at ".Length..])
            .Where(name => !IsOwn(name));

    static void AssertSame(Exception one, Exception other)
    {
        Assert.Equal(FailureFingerprint.Normalised(one), FailureFingerprint.Normalised(other));
        Assert.Equal(FailureFingerprint.Of("some.v1", one), FailureFingerprint.Of("some.v1", other));
    }

    static void AssertDifferent(Exception one, Exception other)
    {
        Assert.NotEqual(FailureFingerprint.Normalised(one), FailureFingerprint.Normalised(other));
        Assert.NotEqual(FailureFingerprint.Of("some.v1", one), FailureFingerprint.Of("some.v1", other));
    }
}
