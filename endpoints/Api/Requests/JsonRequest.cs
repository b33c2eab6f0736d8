using System.Buffers;
using System.IO.Pipelines;
using BillingEngine.Api.Answers;
using Microsoft.AspNetCore.Http.Features;

namespace BillingEngine.Api.Requests;

/// <summary>Reads a request that carries one JSON object.</summary>
static class JsonRequest
{
    public const int MaxBytes = 1024 * 1024;

    /// <summary>
    /// What <paramref name="parse"/> makes of the body. Null when the request is malformed: then it has been answered,
    /// with everything that is wrong with it.
    /// </summary>
    public static ValueTask<T?> ReadOrRefuse<T>(HttpContext context, Func<Fields, T?> parse) where T : class =>
        ReadOrRefuse(context, MaxBytes, (body, errors) => ParseObject(body, context.Request, errors, parse));

    /// <summary>As above, for an operation whose body may be left out altogether.</summary>
    public static ValueTask<T?> ReadOptionalOrRefuse<T>(HttpContext context, Func<Fields, T?> parse) where T : class =>
        ContentRules.HasBody(context.Request)
            ? ReadOrRefuse(context, parse)
            : ParseOrRefuse(
                context, "{}"u8.ToArray(), (body, errors) => ParseObject(body, context.Request, errors, parse));

    /// <summary>As above, for a body of another size and shape; its bytes are valid during the call only.</summary>
    public static async ValueTask<T?> ReadOrRefuse<T>(
        HttpContext context, int maxBytes, Func<ReadOnlyMemory<byte>, FieldErrors, T?> parse) where T : class
    {
        if (ContentRules.FaultOf(context.Request, maxBytes) is { } fault)
        {
            await context.Answer(fault);
            return null;
        }

        Allow(context, maxBytes);
        var reader = context.Request.BodyReader;
        var body = await ReadWhole(reader, maxBytes, context.RequestAborted);
        try
        {
            if (body.Length <= maxBytes)
                return await ParseOrRefuse(context, body.IsSingleSegment ? body.First : body.ToArray(), parse);
            await context.Answer(Problem.PayloadTooLarge(maxBytes));
            return null;
        }
        finally
        {
            reader.AdvanceTo(body.End);
        }
    }

    /// <summary>The server itself has a bound too, for all requests alike.</summary>
    static void Allow(HttpContext context, int maxBytes)
    {
        if (maxBytes > MaxBytes
            && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit
            && limit.MaxRequestBodySize < maxBytes)
            limit.MaxRequestBodySize = maxBytes;
    }

    static async ValueTask<ReadOnlySequence<byte>> ReadWhole(PipeReader reader, int maxBytes, CancellationToken ct)
    {
        while (true)
        {
            var result = await reader.ReadAsync(ct);
            if (result.IsCompleted || result.Buffer.Length > maxBytes)
                return result.Buffer;
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    static async ValueTask<T?> ParseOrRefuse<T>(
        HttpContext context, ReadOnlyMemory<byte> body, Func<ReadOnlyMemory<byte>, FieldErrors, T?> parse)
        where T : class
    {
        var errors = new FieldErrors();
        var value = parse(body, errors);
        if (!errors.Any)
            return value;
        await context.Answer(Problem.Invalid(errors));
        return null;
    }

    static T? ParseObject<T>(
        ReadOnlyMemory<byte> body, HttpRequest request, FieldErrors errors, Func<Fields, T?> parse) where T : class
    {
        using var document = StrictJson.Parse(body, errors);
        return document is null ? null : parse(new Fields(document.RootElement, request, errors));
    }
}
