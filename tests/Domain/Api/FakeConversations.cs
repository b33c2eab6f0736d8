using BillingEngine.Postgres.Operations;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>Has on record what a test puts there.</summary>
sealed class FakeConversations : IConversations
{
    public FoundConversations Found { get; set; } = new([], IsCut: false);

    public Guid Asked { get; private set; }

    public Task<FoundConversations> Find(Guid conversationId, CancellationToken ct) => Answer(conversationId);

    public Task<FoundConversations> OfTransaction(Guid transactionId, CancellationToken ct) => Answer(transactionId);

    Task<FoundConversations> Answer(Guid id)
    {
        Asked = id;
        return Task.FromResult(Found);
    }
}
