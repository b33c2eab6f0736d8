using BillingEngine.Messaging.Storage;

namespace BillingEngine.Messaging.Engine;

/// <summary>What a unit of work takes on: messages, and received bytes that turned out not to be one.</summary>
sealed record Batch(IReadOnlyList<Envelope> Messages, IReadOnlyList<(ReceivedMessage Message, Exception Cause)> Unreadable)
{
    public static Batch Empty { get; } = new([], []);

    public bool IsEmpty => Messages.Count + Unreadable.Count == 0;

    /// <summary>This one, and then the messages of another.</summary>
    public Batch And(Batch later) =>
        IsEmpty ? later : new([.. Messages, .. later.Messages], [.. Unreadable, .. later.Unreadable]);

    /// <summary>Two halves of a batch of two messages or more.</summary>
    public (Batch First, Batch Second) Halves()
    {
        var middle = Messages.Count / 2;
        return (new Batch([.. Messages.Take(middle)], Unreadable), new Batch([.. Messages.Skip(middle)], []));
    }

    /// <summary>Those that are still to be handled when some were taken back.</summary>
    public Batch Without(IReadOnlyCollection<Receipt> withdrawn) => new(
        [.. Messages.Where(message => message.Receipt is not { } receipt || !withdrawn.Contains(receipt))],
        [.. Unreadable.Where(entry => !withdrawn.Contains(entry.Message.Receipt))]);
}
