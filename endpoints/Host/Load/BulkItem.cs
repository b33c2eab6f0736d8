namespace BillingEngine.Host.Load;

/// <summary>One of the movements of a bulk request.</summary>
/// <param name="Type">As the API names it.</param>
/// <param name="Source">Null: the world outside.</param>
/// <param name="Key">The last part of its idempotency key.</param>
readonly record struct BulkItem(string Type, Guid? Source, Guid Destination, int Cents, string Key)
{
    /// <summary>What it adds to the balances of the run's accounts together.</summary>
    public int CentsFromOutside => Source is null ? Cents : 0;
}
