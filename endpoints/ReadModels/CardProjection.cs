using BillingEngine.Messages.Accounts;
using BillingEngine.Messaging.Storage;
using BillingEngine.Postgres;
using BillingEngine.Postgres.Projections;
using Npgsql;
using NpgsqlTypes;

namespace BillingEngine.ReadModels;

/// <summary>
/// The cards table: one row for each card, as its last event left it. Cards change seldom: a statement for each event.
/// </summary>
sealed class CardProjection : IInlineProjection
{
    // The account's row comes first, also when both begin in one unit of work; without it the ledger would be null.
    const string Insert = """
        insert into cards (card_id, account_id, ledger, status, label, expires_at, created_at, updated_at)
        values ($1, $2, (select ledger from accounts where account_id = $2), $3, $4, $5, $6, $6)
        """;

    const string Update = "update cards set status = $2, updated_at = $3 where card_id = $1";

    public string Name => "cards";

    public int Version => 1;

    public IReadOnlyList<string> Tables { get; } = ["cards"];

    public IReadOnlyList<Type> Events => ModelEvents.Cards;

    public void Project(IReadOnlyList<CommittedEvent> events, NpgsqlBatch batch)
    {
        foreach (var (stored, e) in events)
        {
            switch (e)
            {
                case CardIssued issued:
                    AddInsert(batch, issued, stored.OccurredAt);
                    break;
                case CardActivated activated:
                    AddUpdate(batch, activated.CardId, CardStatus.Active, stored.OccurredAt);
                    break;
                case CardSuspended suspended:
                    AddUpdate(batch, suspended.CardId, CardStatus.Suspended, stored.OccurredAt);
                    break;
                case CardExpired expired:
                    AddUpdate(batch, expired.CardId, CardStatus.Expired, stored.OccurredAt);
                    break;
            }
        }
    }

    static void AddInsert(NpgsqlBatch batch, CardIssued issued, DateTimeOffset at) => Sql.Add(
        batch,
        Insert,
        Sql.Value(issued.CardId),
        Sql.Value(issued.AccountId),
        Sql.Value(WireNames.Of(CardStatus.Issued)),
        new() { Value = (object?)issued.Label ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        Sql.Value(issued.ExpiresAt.ToUniversalTime()),
        Sql.Value(at));

    static void AddUpdate(NpgsqlBatch batch, Guid cardId, CardStatus status, DateTimeOffset at) =>
        Sql.Add(batch, Update, Sql.Value(cardId), Sql.Value(WireNames.Of(status)), Sql.Value(at));
}
