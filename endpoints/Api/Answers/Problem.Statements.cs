namespace BillingEngine.Api.Answers;

/// <summary>What is wrong with statements.</summary>
sealed partial record Problem
{
    public static Problem FormatCannotCarry(string reason) => new(
        422,
        ProblemCodes.FormatCannotCarry,
        "The format cannot carry this statement",
        $"camt.053 {reason}. The statement can be had as JSON or CSV.");
}
