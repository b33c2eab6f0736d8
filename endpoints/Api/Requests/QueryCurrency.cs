using BillingEngine.Api.Answers;
using BillingEngine.Messages;

namespace BillingEngine.Api.Requests;

static class QueryCurrency
{
    public const string Field = "currency";

    /// <summary>Null when it is left out or not known: the latter is among <paramref name="errors"/>.</summary>
    public static Currency? Find(HttpRequest request, FieldErrors errors, CurrencyRegistry currencies)
    {
        if (QueryText.Find(request, Field, errors) is not { } code)
            return null;
        if (currencies.TryFind(code, out var currency))
            return currency;
        errors.Add(Field, "is not a known currency; codes are upper case, as USD", ProblemCodes.CurrencyUnknown);
        return null;
    }
}
