namespace BillingEngine.Messaging.Faults;

/// <summary>Names of the headers that a message gets on its way to the error queue.</summary>
public static class FaultsHeaderKeys
{
    public const string FailedQ = "NServiceBus.FailedQ";
    public const string TimeOfFailure = "NServiceBus.TimeOfFailure";
    public const string ExceptionType = "NServiceBus.ExceptionInfo.ExceptionType";
    public const string InnerExceptionType = "NServiceBus.ExceptionInfo.InnerExceptionType";
    public const string Message = "NServiceBus.ExceptionInfo.Message";
    public const string Source = "NServiceBus.ExceptionInfo.Source";
    public const string StackTrace = "NServiceBus.ExceptionInfo.StackTrace";
    public const string HelpLink = "NServiceBus.ExceptionInfo.HelpLink";
}
