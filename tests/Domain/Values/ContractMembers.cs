using System.Reflection;
using System.Text.Json;
using BillingEngine.Messages;
using BillingEngine.Messages.Accounts;

namespace BillingEngine.Domain.Tests.Values;

/// <summary>What must be there of a member when a message is read.</summary>
enum Need
{
    Required,
    MayBeNull,

    /// <summary>Absent, it is not null but something else.</summary>
    HasDefault,
}

static class ContractMembers
{
    /// <summary>The records that are members of contracts, whose members count as well.</summary>
    static readonly Type[] Inner =
    [
        typeof(Money),
        typeof(Refusal),
        typeof(AccountSnapshot),
        typeof(CardSnapshot),
        typeof(FeeTariff),
        typeof(FeeRule),
        typeof(ChargedFee),
        typeof(MovementAccepted),
    ];

    /// <summary>The members of a contract and of the records in it, by their path in its JSON.</summary>
    public static IEnumerable<(string[] Path, Need Need)> Of(Type contract) => Of(contract, []);

    static IEnumerable<(string[] Path, Need Need)> Of(Type type, string[] path)
    {
        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            string[] here = [.. path, JsonNamingPolicy.CamelCase.ConvertName(property.Name)];
            yield return (here, NeedOf(property));
            if (Inner.Contains(property.PropertyType))
            {
                foreach (var inner in Of(property.PropertyType, here))
                    yield return inner;
            }
        }
    }

    static Need NeedOf(PropertyInfo property)
    {
        if (new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable)
            return Need.MayBeNull;
        var parameters = property.DeclaringType!.GetConstructors().SelectMany(made => made.GetParameters());
        return parameters.Any(parameter => parameter.Name == property.Name && parameter.HasDefaultValue)
            ? Need.HasDefault
            : Need.Required;
    }
}
