using System.Buffers;
using System.IO.Pipelines;
using BillingEngine.Api.Answers;

namespace BillingEngine.Api.Requests;

/// <summary>Reads a request that carries one JSON object.</summary>
static class JsonRequest
{
    public const int MaxBytes = 1024 * 1024;

    /// <summary>
    /// What <paramref name="parse"/> makes of the body. Null when the request is malformed: then it has been answered,
    /// with everything that is wrong with it.
    /// </summary>
    public static async ValueTask<T?> ReadOrRefuse<T>(HttpContext context, Func<Fields, T?> parse) where T : class
    {
        if (ContentRules.FaultOf(context.Request) is { } fault)
        {
            await context.Answer(fault);
            return null;
        }

        var (value, problem) = await Read(context, parse);
        if (value is null)
            await context.Answer(problem!);
        return value;
    }

    /// <summary>As above, for an operation whose body may be left out altogether.</summary>
    public static ValueTask<T?> ReadOptionalOrRefuse<T>(HttpContext context, Func<Fields, T?> parse) where T : class =>
        ContentRules.HasBody(context.Request)
            ? ReadOrRefuse(context, parse)
            : ReadNothingOrRefuse(context, parse);

    static async ValueTask<T?> ReadNothingOrRefuse<T>(HttpContext context, Func<Fields, T?> parse) where T : class
    {
        var (value, problem) = Parse("{}"u8.ToArray(), context.Request, parse);
        if (value is null)
            await context.Answer(problem!);
        return value;
    }

    static async ValueTask<(T? Value, Problem? Problem)> Read<T>(HttpContext context, Func<Fields, T?> parse)
        where T : class
    {
        var reader = context.Request.BodyReader;
        var body = await ReadWhole(reader, context.RequestAborted);
        try
        {
            if (body.Length > MaxBytes)
                return (null, Problem.PayloadTooLarge(MaxBytes));
            return Parse(body.IsSingleSegment ? body.First : body.ToArray(), context.Request, parse);
        }
        finally
        {
            reader.AdvanceTo(body.End);
        }
    }

    static async ValueTask<ReadOnlySequence<byte>> ReadWhole(PipeReader reader, CancellationToken ct)
    {
        while (true)
        {
            var result = await reader.ReadAsync(ct);
            if (result.IsCompleted || result.Buffer.Length > MaxBytes)
                return result.Buffer;
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    static (T? Value, Problem? Problem) Parse<T>(
        ReadOnlyMemory<byte> body, HttpRequest request, Func<Fields, T?> parse) where T : class
    {
        var errors = new FieldErrors();
        using var document = StrictJson.Parse(body, errors);
        if (document is null)
            return (null, Problem.Invalid(errors));

        var value = parse(new Fields(document.RootElement, request, errors));
        return errors.Any ? (null, Problem.Invalid(errors)) : (value, null);
    }
}
