using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace BillingEngine.Messaging.Recoverability;

/// <summary>
/// Tells whether two failures are of one fault: what of an exception is the same whenever, wherever and in whichever
/// build of the code it is thrown.
/// </summary>
static class FailureFingerprint
{
    const int MostExceptions = 32;

    const int MostFrames = 200;

    const int MostFramesRead = 1000;

    /// <param name="messageType">Stable name of the failed message's contract.</param>
    public static Guid Of(string messageType, Exception exception)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{messageType}\n{Normalised(exception)}"));
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }

    /// <summary>
    /// Types and methods of the exception and of those within it, a line each. Those nearest to the fault count: of
    /// very deep stacks and very many exceptions the rest is left out.
    /// </summary>
    public static string Normalised(Exception exception)
    {
        var left = MostExceptions;
        return string.Join('\n', Describe(exception, depth: 0, ref left));
    }

    static List<string> Describe(Exception exception, int depth, ref int left)
    {
        left--;
        List<string> frames = [.. FramesOf(exception)];
        while (Wrapped(exception) is { } wrapped && left > 0)
        {
            left--;
            exception = wrapped;
            frames = [.. FramesOf(exception), .. frames];
        }

        var indent = new string(' ', 2 * depth);
        return
        [
            indent + FrameName.OfType(exception.GetType().FullName!),
            .. WithoutRepetition(frames).Take(MostFrames).Select(frame => $"{indent} at {frame}"),
            .. Inner(exception, depth + 1, ref left),
        ];
    }

    /// <summary>Of many that failed together neither the order nor the number tells anything about the fault.</summary>
    static List<string> Inner(Exception exception, int depth, ref int left)
    {
        var described = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        IEnumerable<Exception> inner = exception switch
        {
            AggregateException many => many.InnerExceptions,
            { InnerException: { } one } => [one],
            _ => [],
        };
        foreach (var each in inner)
        {
            if (left <= 0)
                break;
            var lines = Describe(each, depth, ref left);
            described[string.Join('\n', lines)] = lines;
        }

        return [.. described.Values.SelectMany(lines => lines)];
    }

    /// <summary>To block on a task, or to call by reflection, wraps what a plain call throws as it is.</summary>
    static Exception? Wrapped(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => only,
        TargetInvocationException => exception.InnerException,
        _ => null,
    };

    static IEnumerable<string> FramesOf(Exception exception) =>
        WithoutRepetition(LinesOf(exception.StackTrace ?? ""))
            .Take(MostFramesRead)
            .Select(line => FrameName.OfMethod(line["at ".Length..]))
            .Where(name => !FrameName.IsMachinery(name));

    static IEnumerable<string> LinesOf(string trace)
    {
        using var reader = new StringReader(trace);
        while (reader.ReadLine()?.Trim() is { } line)
        {
            if (line.StartsWith("at ", StringComparison.Ordinal))
                yield return line;
        }
    }

    /// <summary>How often a method has called itself depends on the data.</summary>
    static IEnumerable<string> WithoutRepetition(IEnumerable<string> frames)
    {
        string? last = null;
        foreach (var frame in frames)
        {
            if (frame != last)
                yield return frame;
            last = frame;
        }
    }
}
