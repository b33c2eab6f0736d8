namespace BillingEngine.Messaging.Recoverability { static class FailureFingerprint { public static Guid Of(string t, Exception e) => Guid.Empty; } }
namespace BillingEngine.Messaging.Engine { public sealed class FaultSwitch { int x; public void Check(string t, object m) { x++; } } }
