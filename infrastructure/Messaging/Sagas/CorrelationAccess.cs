using System.Linq.Expressions;
using System.Reflection;

namespace BillingEngine.Messaging.Sagas;

/// <summary>Compiles the reading and writing of the property that a saga is found by.</summary>
static class CorrelationAccess
{
    public static (Func<object, object?> Get, Action<object, object?> Set) To(PropertyInfo property)
    {
        var data = Expression.Parameter(typeof(object), "data");
        var value = Expression.Parameter(typeof(object), "value");
        var member = Expression.Property(Expression.Convert(data, property.DeclaringType!), property);
        var get = Expression.Lambda<Func<object, object?>>(Expression.Convert(member, typeof(object)), data);
        var assignment = Expression.Assign(member, Expression.Convert(value, property.PropertyType));
        var set = Expression.Lambda<Action<object, object?>>(assignment, data, value);
        return (get.Compile(), set.Compile());
    }
}
