using BillingEngine.Messaging;

namespace BillingEngine.Architecture.Tests;

/// <summary>Our programming model has the shape that NServiceBus documents: NServiceBus.txt is the table.</summary>
public sealed class ProgrammingModel
{
    const string Table = "tests/Architecture/NServiceBus.txt";

    static readonly HashSet<string> Namespaces = new(
        [
            "BillingEngine.Messaging",
            "BillingEngine.Messaging.Extensibility",
            "BillingEngine.Messaging.Persistence",
            "BillingEngine.Messaging.Faults",
        ],
        StringComparer.Ordinal);

    /// <summary>Contracts of our own that stand among the others; docs/programming-model.md names them.</summary>
    static readonly Type[] Ours =
    [
        typeof(IPartitioned),
        typeof(INameStreams),
        typeof(IHappenOnce),
        typeof(IConcernMoney),
        typeof(MoneyConcern),
        typeof(ILeaveEvidence),
        typeof(Evidence),
        typeof(MessageContract),
        typeof(EarlierContract),
        typeof(DeliveryFailed),
    ];

    static IReadOnlyList<Type> Model { get; } =
    [
        .. new[] { typeof(IMessage).Assembly, typeof(Saga).Assembly }
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => Namespaces.Contains(type.Namespace!) && !Ours.Contains(type)),
    ];

    static IReadOnlyList<string> Members { get; } =
        [.. Model.SelectMany(type => ApiText.Lines(type, withNames: false))];

    static IReadOnlyList<string> Documented { get; } =
        [.. Repository.Lines(Table).Where(line => !line.StartsWith('#'))];

    [Fact]
    public void Should_have_the_documented_shape() => Expect.None(
        Members.Except(Documented),
        $"Handlers and sagas are to compile against NServiceBus too, so a member is as documented there "
        + $"({Table}) or is not public:");

    [Fact]
    public void Should_cover_what_every_handler_and_saga_needs() => Expect.None(
        new[]
        {
            "IHandleMessages<T>: Task Handle(T, IMessageHandlerContext)",
            "IPipelineContext: Task Send(object, SendOptions)",
            "IPipelineContext: Task Publish(object, PublishOptions)",
            "IMessageProcessingContext: Task Reply(object, ReplyOptions)",
            "Saga: void MarkAsComplete()",
            "Saga<TSagaData>: void ConfigureHowToFindSaga(SagaPropertyMapper<TSagaData>)",
        }.Except(Members),
        "The programming model has lost what no handler can do without (or this check no longer sees it):");
}
