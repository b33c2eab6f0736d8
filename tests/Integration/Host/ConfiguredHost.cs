using System.Text;
using BillingEngine.Host.Configuration;

namespace BillingEngine.Integration.Tests.Host;

/// <summary>The engine with limits for two levels, and an asset of its own.</summary>
public sealed class ConfiguredHost : RunningHost
{
    const string Json = """
        {
          "limits": [
            { "kycLevel": 0, "currency": "USD", "perTransaction": "50.00", "daily": "80.00", "balance": "100.00" },
            { "kycLevel": 1, "currency": "USD", "perTransaction": "500.00" },
            { "kycLevel": 0, "currency": "POINTS", "balance": "1000" }
          ],
          "fees": [
            { "type": "transfer", "currency": "USD", "accountKind": "user", "fixed": "1.00", "percent": "2" }
          ],
          "assets": [{ "code": "POINTS", "scale": 0 }]
        }
        """;

    internal override BillingConfiguration Configuration
    {
        get
        {
            var configuration = ConfigurationFile.Read(Encoding.UTF8.GetBytes(Json), out var faults);
            Assert.Empty(faults);
            return configuration;
        }
    }
}
