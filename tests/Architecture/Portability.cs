namespace BillingEngine.Architecture.Tests;

/// <summary>
/// Handlers and sagas use what NServiceBus has too, under the same names, and a seam of our own that a port would have
/// to bring along. Nothing else of the engine.
/// </summary>
public sealed class Portability
{
    static readonly string[] Engine = ["BillingEngine.Messaging", "BillingEngine.MessageInterfaces"];

    /// <summary>Types of the programming model, and the members that endpoint code may call; a star for all.</summary>
    static readonly Dictionary<string, string> ProgrammingModel = new(StringComparer.Ordinal)
    {
        ["IMessage"] = "",
        ["ICommand"] = "",
        ["IEvent"] = "",
        ["IHandleMessages"] = "",
        ["IHandleMessages`1"] = "Handle",
        ["IAmStartedByMessages`1"] = "",
        ["IHandleTimeouts`1"] = "Timeout",
        ["ICancellableContext"] = "get_CancellationToken",
        ["Extensibility.IExtendable"] = "get_Extensions",
        ["Extensibility.ContextBag"] = ".ctor Get TryGet GetOrCreate Set Remove",
        ["IPipelineContext"] = "Send Publish",
        ["IMessageProcessingContext"] =
            "get_MessageId get_ReplyToAddress get_MessageHeaders Reply ForwardCurrentMessageTo",
        ["IMessageHandlerContext"] = "get_SynchronizedStorageSession DoNotContinueDispatchingCurrentMessageToHandlers",
        ["PipelineContextExtensions"] = "Send SendLocal Publish",
        ["MessageProcessingContextExtensions"] = "Reply",
        ["SendOptions"] = ".ctor",
        ["PublishOptions"] = ".ctor",
        ["ReplyOptions"] = ".ctor",
        ["HeaderOptionExtensions"] = "SetHeader GetHeaders",
        ["MessageIdExtensions"] = "SetMessageId GetMessageId",
        ["DelayedDeliveryOptionExtensions"] = "DelayDeliveryWith DoNotDeliverBefore GetDeliveryDelay GetDeliveryDate",
        ["RoutingOptionExtensions"] = "SetDestination GetDestination RouteToThisEndpoint IsRoutingToThisEndpoint",
        ["ConversationRoutingExtensions"] = "StartNewConversation",
        ["Headers"] = "",
        ["IContainSagaData"] = "*",
        ["ContainSagaData"] = "*",
        ["Saga"] = "get_Completed MarkAsComplete ReplyToOriginator RequestTimeout",
        ["Saga`1"] = ".ctor get_Data ConfigureHowToFindSaga",
        ["SagaPropertyMapper`1"] = "MapSaga ConfigureNotFoundHandler",
        ["CorrelatedSagaPropertyMapper`1"] = "ToMessage ToMessageHeader",
        ["ISagaNotFoundHandler"] = "Handle",
    };

    /// <summary>Our own, and therefore to be brought along when the files move: small on purpose.</summary>
    static readonly Dictionary<string, string> Seam = new(StringComparer.Ordinal)
    {
        ["IPartitioned"] = "*",
        ["INameStreams"] = "*",
        ["IHappenOnce"] = "*",
        ["IConcernMoney"] = "*",
        ["MoneyConcern"] = "*",
        ["ILeaveEvidence"] = "*",
        ["Evidence"] = "*",
        ["MessageContract"] = "*",
        ["EarlierContract"] = "*",
        ["DeliveryFailed"] = "*",
        ["EventSourcing.IAggregates"] = "*",
        ["EventSourcing.IEventSourced`1"] = "*",
        ["EventSourcing.Versioned`1"] = "*",
    };

    static readonly Dictionary<string, string> EndpointDefinition = new(StringComparer.Ordinal)
    {
        ["Endpoints.EndpointDefinition"] = ".ctor AddHandler AddSaga",
    };

    [Theory]
    [InlineData("BillingEngine.Accounts")]
    [InlineData("BillingEngine.Transactions")]
    public void Should_use_the_programming_model_and_the_seam_only(string assembly) => Expect.None(
        Assemblies.UsesOf(assembly)
            .Where(use => Engine.Contains(use.Assembly) && !IsAllowed(use))
            .Select(use => $"{assembly} uses {use}")
            .Distinct(),
        "The very same handlers and sagas are to compile against NServiceBus itself, which does not have this. Do "
        + "without it, or widen the seam in Portability.cs and say in docs/decisions/0001 why:");

    [Fact]
    public void Should_define_endpoints_in_their_own_files() => Expect.None(
        Repository.Files(".cs")
            .Where(path => path.StartsWith("endpoints/Accounts/", Ordinal)
                || path.StartsWith("endpoints/Transactions/", Ordinal))
            .Where(path => !path.EndsWith("Endpoint.cs", Ordinal))
            .Where(path => Repository.Read(path).Contains("Messaging.Endpoints", Ordinal)),
        "How an endpoint is put together differs from bus to bus, so it stands in the one file that a port "
        + "replaces, not in:");

    static bool IsAllowed(Use use) => new[] { ProgrammingModel, Seam, EndpointDefinition }.Any(list =>
        list.TryGetValue(use.Type["BillingEngine.Messaging.".Length..], out var members)
        && (use.Member is null || members == "*" || members.Split(' ').Contains(use.Member)));
}
