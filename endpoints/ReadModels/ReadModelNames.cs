namespace BillingEngine.ReadModels;

/// <summary>Read models that follow the log in their own time, for those who read them.</summary>
public static class ReadModelNames
{
    public const string TransactionSearch = "transaction_search";
    public const string Analytics = "analytics";
    public const string AccountDays = "account_days";
}
