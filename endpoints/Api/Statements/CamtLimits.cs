using BillingEngine.Api.Answers;
using BillingEngine.Messages;
using BillingEngine.ReadModels;

namespace BillingEngine.Api.Statements;

/// <summary>What amounts and currencies ISO 20022 has room for: ActiveOrHistoricCurrencyAndAmount.</summary>
static class CamtLimits
{
    const int Decimals = 5;
    const int Digits = 18;

    public static Problem? FaultOf(Statement statement, EntryTotals totals)
    {
        if (statement.Currency is not { } currency)
            return Problem.CurrencyUnknown(statement.Account.Currency);
        if (currency.Code.Value is not { Length: 3 } code || !code.All(char.IsAsciiLetterUpper))
            return Problem.FormatCannotCarry(
                $"names a currency by three letters, and this account is in {currency.Code}");
        if (currency.Scale > Decimals)
            return Problem.FormatCannotCarry(
                $"has amounts of at most {Decimals} decimals, and {currency.Code} has {currency.Scale}");
        return Amounts(statement, totals).Any(amount => !Fits(amount, currency))
            ? Problem.FormatCannotCarry($"has amounts of at most {Digits} digits, and some of these have more")
            : null;
    }

    static IEnumerable<decimal> Amounts(Statement statement, EntryTotals totals) =>
    [
        statement.Period.Opening,
        statement.Period.Closing,
        totals.Largest,
        totals.Credits,
        totals.Debits,
        totals.Credits + totals.Debits,
    ];

    /// <summary>As it is written, with all decimals that its currency has.</summary>
    static bool Fits(decimal amount, Currency currency) =>
        AmountWriter.Show(Math.Abs(amount), currency).Count(char.IsAsciiDigit) <= Digits;
}
