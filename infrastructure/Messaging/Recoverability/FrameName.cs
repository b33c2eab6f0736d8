using System.Text.RegularExpressions;

namespace BillingEngine.Messaging.Recoverability;

/// <summary>
/// The name that a line of a stack trace has in the source: without what compiler and runtime make of it, which is
/// another in another build.
/// </summary>
static partial class FrameName
{
    /// <summary>
    /// What carries a call, and does so in another way when it is awaited, or warm: the compiler at run time merges
    /// methods of the framework and of the engine into their callers once they are called often.
    /// </summary>
    static readonly string[] Machinery = ["System.", "Microsoft.", "BillingEngine.Messaging.", "InvokeStub_"];

    public static bool IsMachinery(string name) =>
        Machinery.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <param name="frame">A line after its "at ": the method with its parameters, perhaps with file and line.</param>
    public static string OfMethod(string frame) => Plain(WithoutParameters(frame));

    public static string OfType(string fullName) => Plain(fullName);

    /// <summary>Cuts at the parameters. They may be unknown for a state machine, so overloads count as one.</summary>
    static string WithoutParameters(string frame)
    {
        var depth = 0;
        for (var index = 0; index < frame.Length; index++)
        {
            switch (frame[index])
            {
                case '<' or '[':
                    depth++;
                    break;
                case '>' or ']':
                    depth--;
                    break;
                case '(' or ' ' when depth == 0:
                    return frame[..index];
            }
        }

        return frame;
    }

    static string Plain(string name)
    {
        name = Arity().Replace(name, "");
        name = ReplacedWhileAny(name, GenericArguments(), "");
        string before;
        do
        {
            before = name;
            name = TypeArguments().Replace(name, "");
            name = Closure().Replace(name, "");
            name = LocalFunction().Replace(name, "${in}.${name}");
            name = Lambda().Replace(name, "${in}.lambda");
            name = StateMachine().Replace(name, "${in}");
            name = FileLocal().Replace(name, "");
            name = Unspeakable().Replace(name, "${in}");
        }
        while (name != before);
        name = LambdaMethod().Replace(name, "$1");
        return name.Replace('+', '.');
    }

    static string ReplacedWhileAny(string text, Regex pattern, string replacement)
    {
        while (pattern.IsMatch(text))
            text = pattern.Replace(text, replacement);
        return text;
    }

    [GeneratedRegex("`[0-9]+")]
    private static partial Regex Arity();

    /// <summary><c>Read[T]</c>, <c>List[[System.Int32, ..]]</c>.</summary>
    [GeneratedRegex(@"\[[^\[\]]*\]")]
    private static partial Regex GenericArguments();

    /// <summary><c>IHandle&lt;Order&gt;.Handle</c>, the name of an explicit implementation.</summary>
    [GeneratedRegex(@"(?<=[\p{L}\p{N}_])<[^<>]*>")]
    private static partial Regex TypeArguments();

    /// <summary><c>&lt;&gt;c__DisplayClass3_0.</c>, <c>&lt;&gt;c.</c></summary>
    [GeneratedRegex(@"<>c(__DisplayClass[0-9_]+)?[.+]")]
    private static partial Regex Closure();

    /// <summary><c>&lt;Handle&gt;g__Check|4_0</c></summary>
    [GeneratedRegex(@"<(?<in>[^<>]+)>g__(?<name>[^<>|]+)\|[0-9_]+")]
    private static partial Regex LocalFunction();

    /// <summary><c>&lt;Run&gt;b__3_1</c></summary>
    [GeneratedRegex("<(?<in>[^<>]+)>b__[0-9_]+")]
    private static partial Regex Lambda();

    /// <summary><c>&lt;Handle&gt;d__5.MoveNext</c>, and whatever else the state machine has.</summary>
    [GeneratedRegex("<(?<in>[^<>]+)>d(__[0-9]+)?([.+].*)?$")]
    private static partial Regex StateMachine();

    /// <summary><c>&lt;Orders&gt;F3A0C__</c>, before the name of a type that only its file sees.</summary>
    [GeneratedRegex("<[^<>]*>F[0-9A-F]+__")]
    private static partial Regex FileLocal();

    /// <summary><c>&lt;Main&gt;$</c>, <c>&lt;Clone&gt;$</c></summary>
    [GeneratedRegex(@"<(?<in>[^<>]+)>\$")]
    private static partial Regex Unspeakable();

    /// <summary>What an expression is compiled to at run time; they are counted.</summary>
    [GeneratedRegex("(lambda_method)[0-9]+")]
    private static partial Regex LambdaMethod();
}
