using BillingEngine.Messages;

namespace BillingEngine.Api.Answers;

/// <summary>The numbers behind a refusal, as members of a problem; amounts at the scale of their currency.</summary>
static class RefusalFacts
{
    public static IEnumerable<(string Name, string Value)> Of(Refusal refusal, CurrencyRegistry currencies)
    {
        if (refusal.AccountId is { } accountId)
            yield return ("accountId", accountId.ToString());
        if (refusal.Currency is { } currency)
            yield return ("currency", currency.Value);
        if (refusal.Requested is { } requested)
            yield return ("requested", Show(requested));
        if (refusal.Available is { } available)
            yield return ("available", Show(available));
        if (refusal.Shortfall is { } shortfall)
            yield return ("shortfall", Show(shortfall));
        if (refusal.Limit is { } limit)
            yield return ("limit", Show(limit));

        // A problem's own member "status" is the HTTP status.
        if (refusal.Status is { } status)
            yield return (refusal.Code == RefusalCodes.InvalidCardState ? "cardStatus" : "accountStatus", status);

        string Show(decimal amount) => AmountWriter.Show(amount, currencies.Find(refusal.Currency));
    }
}
