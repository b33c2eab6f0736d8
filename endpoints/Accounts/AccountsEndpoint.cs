using BillingEngine.Messaging.Endpoints;

namespace BillingEngine.Accounts;

/// <summary>The duty of keeping accounts.</summary>
public static class AccountsEndpoint
{
    public const string Name = "accounts";

    public static EndpointDefinition Define() => new EndpointDefinition(Name)
        .AddHandler<AccountHandlers>()
        .AddHandler<MovementHandlers>()
        .AddHandler<CardHandlers>();
}
