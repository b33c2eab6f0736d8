using BillingEngine.Postgres;
using Npgsql;

namespace BillingEngine.ReadModels.Search;

/// <summary>
/// How many transactions have a term, told from a sample. An index on terms gives all that it has of a term or nothing,
/// so it is asked only about terms that are rare; which those are must be known without asking it.
/// </summary>
sealed class TermSample(NpgsqlDataSource database)
{
    /// <summary>
    /// One in so many transactions is in the sample; identities are hashes, so any of their bits will do.
    /// </summary>
    const int Share = 32;

    const string Select = "select term, sampled from transaction_terms where term = any($1)";

    public static bool Has(Guid transactionId) =>
        transactionId.ToByteArray(bigEndian: true)[15] % Share == 0;

    /// <summary>
    /// An estimate of how many transactions have one of the terms in each of the groups: as many as the rarest group.
    /// </summary>
    public async Task<long> Estimate(IReadOnlyCollection<IReadOnlyList<string>> groups, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Select);
        command.Parameters.Add(Sql.Texts(groups.SelectMany(terms => terms).Distinct()));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
            counts.Add(reader.GetString(0), reader.GetInt64(1));
        return Share * groups.Min(terms => terms.Sum(term => counts.GetValueOrDefault(term)));
    }
}
