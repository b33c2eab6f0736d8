using System.Runtime.CompilerServices;

namespace BillingEngine.Engine.Tests.Recoverability;

/// <summary>Code paths that fail, each in the way its name tells.</summary>
static class Faults
{
    public static Exception Thrown(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            return e;
        }

        throw new InvalidOperationException("It was to fail.");
    }

    public static async Task<Exception> Awaited(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception e)
        {
            return e;
        }

        throw new InvalidOperationException("It was to fail.");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Fail(string text) => throw new InvalidOperationException(text);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FailElsewhere(string text) => throw new InvalidOperationException(text);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FailGenerically<T>(T value) => throw new InvalidOperationException($"Not {value}.");

    /// <param name="away">Whether it goes on, after waiting, on another thread's stack.</param>
    public static async Task Wait(bool away)
    {
        if (away)
            await Task.Yield();
        Fail("waited");
    }

    public static async Task WaitForTheWait(bool away) => await Wait(away);

    public static async ValueTask<int> WaitForAValue(bool away)
    {
        if (away)
            await Task.Yield();
        Fail("waited for a value");
        return 1;
    }

    public static IEnumerable<int> Count(int to)
    {
        for (var at = 0; at < to; at++)
            yield return at;
        Fail("counted");
    }

    public static async IAsyncEnumerable<int> CountSlowly(int to)
    {
        for (var at = 0; at < to; at++)
        {
            await Task.Yield();
            yield return at;
        }

        Fail("counted");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Recurse(int depth)
    {
        if (depth == 0)
            Fail("at the bottom");
        else
            Recurse(depth - 1);
        GC.KeepAlive(depth);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Wrap(Action action, string text)
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            throw new TimeoutException(text, e);
        }
    }

    public static void InALambda(int id)
    {
        Action fail = () => Fail($"in a lambda with {id}");
        fail();
    }

    public static void InALocalFunction(int id)
    {
        Check();

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Check() => Fail($"in a local function with {id}");
    }

    public static async Task InAnAsyncLambda(int id)
    {
        Func<Task> fail = async () =>
        {
            await Task.Yield();
            Fail($"in a lambda with {id}");
        };
        await fail();
    }
}

/// <summary>A trace as another process, or another build, has written it.</summary>
sealed class Remembered(string trace, string text = "", Exception? inner = null) : Exception(text, inner)
{
    public override string StackTrace => trace;
}

sealed class OfAType<T>(string trace) : Exception
{
    public T? Value { get; }

    public override string StackTrace => trace;
}
