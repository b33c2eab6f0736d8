using System.Reflection;
using System.Text.RegularExpressions;
using BillingEngine.Messages;
using BillingEngine.Messaging;

namespace BillingEngine.Architecture.Tests;

public sealed partial class Names
{
    /// <summary>Says nothing about what a class is for. DateTimeOffsetHelper is NServiceBus's own name.</summary>
    static readonly string[] EmptySuffixes =
        ["Manager", "Helper", "Helpers", "Util", "Utils", "Service", "Impl", "Processor", "Info", "Base", "Wrapper"];

    static readonly string[] EmptyFolders = ["Services", "Helpers", "Models", "Utils", "Common", "Shared", "Misc"];

    static readonly string[] NotOurs = ["DateTimeOffsetHelper"];

    static IReadOnlyList<Type> Types { get; } =
    [
        .. Assemblies.Product
            .SelectMany(name => Assembly.Load(name).GetTypes())
            .Where(type => !type.Name.Contains('<', Ordinal)),
    ];

    static IEnumerable<Type> Handlers => Types.Where(type => type is { IsAbstract: false, IsInterface: false }
        && type.IsAssignableTo(typeof(IHandleMessages)));

    [Fact]
    public void Should_tell_handlers_and_sagas_by_their_names() => Expect.None(
        Handlers.Where(type => !type.Name.EndsWith(IsSaga(type) ? "Saga" : "Handlers", Ordinal))
            .Select(type => type.FullName!),
        "Learn one endpoint, know all: what handles messages is called ..Handlers, and what keeps data "
        + "between them ..Saga. Not so:");

    [Fact]
    public void Should_find_handlers_in_the_folder_of_their_duty() => Expect.None(
        Handlers.Where(type => !IsInPlace(type, PathOf(type))).Select(PathOf),
        "NameHandlers.cs lies in its endpoint's folder, NameSaga.cs and NameSagaData.cs in a folder of the "
        + "capability. Misplaced:");

    [Fact]
    public void Should_find_endpoints_where_they_are_looked_for() => Expect.None(
        Repository.Files("Endpoint.cs").Where(path => !EndpointFile().IsMatch(path)),
        "endpoints/Duty/DutyEndpoint.cs defines an endpoint, endpoints/Api/Capability/NameEndpoint.cs a "
        + "route. Neither of them:");

    [Fact]
    public void Should_use_no_suffix_that_says_nothing() => Expect.None(
        Types.Where(type => EmptySuffixes.Any(suffix => type.Name.EndsWith(suffix, Ordinal)))
            .Where(type => !NotOurs.Contains(type.Name))
            .Select(type => type.FullName!),
        "A name says what the class does for its caller; these suffixes fit anything, and so attract everything:");

    [Fact]
    public void Should_name_folders_after_capabilities() => Expect.None(
        Repository.Files(".cs").Where(path => path.Split('/').SkipLast(1).Intersect(EmptyFolders).Any()),
        "What changes together lies together: a folder is a capability, not a kind of class:");

    [Fact]
    public void Should_name_contracts_once_and_for_ever() => Expect.None(
        Catalog.All.Select(contract => contract.Name).Where(name => !ContractName().IsMatch(name))
            .Concat(Repeated(Catalog.All.Select(contract => contract.Name)))
            .Concat(Repeated(Catalog.All.Select(contract => contract.Type.Name))),
        "A contract's name is stored with every event: lower case, dotted, unique, ending in its version "
        + "(account.debited.v1). Not so:");

    [Fact]
    public void Should_list_every_contract() => Expect.None(
        typeof(Catalog).Assembly.GetExportedTypes()
            .Where(type => type.IsAssignableTo(typeof(IMessage)) && !type.IsInterface)
            .Except(Catalog.All.Select(contract => contract.Type))
            .Select(type => type.Name)
            .Concat(Catalog.All
                .Where(contract => MessagesJson.Default.GetTypeInfo(contract.Type) is null)
                .Select(contract => contract.Name)),
        "A contract needs a stable name in Catalog.All and a JsonSerializable line for its JSON. Missing:");

    static IEnumerable<string> Repeated(IEnumerable<string> names) =>
        names.CountBy(name => name).Where(entry => entry.Value > 1).Select(entry => entry.Key);

    static bool IsSaga(Type type) => type.IsAssignableTo(typeof(Saga));

    static string PathOf(Type type) =>
        Repository.Files($"/{type.Name}.cs") is [var path] ? path : $"no single {type.Name}.cs";

    static bool IsInPlace(Type type, string path) => IsSaga(type)
        ? SagaFile().IsMatch(path) && Repository.Exists(path.Replace("Saga.cs", "SagaData.cs", Ordinal))
        : HandlersFile().IsMatch(path);

    [GeneratedRegex(@"^endpoints/\w+/\w+Handlers\.cs$")]
    private static partial Regex HandlersFile();

    [GeneratedRegex(@"^endpoints/\w+/(\w+)/\1Saga\.cs$")]
    private static partial Regex SagaFile();

    [GeneratedRegex(@"^endpoints/(?<duty>\w+)/\k<duty>Endpoint\.cs$|^endpoints/Api/\w+(/\w+)?/\w+Endpoint\.cs$")]
    private static partial Regex EndpointFile();

    [GeneratedRegex(@"^[a-z][a-z_]*(\.[a-z][a-z_]*)+\.v[1-9][0-9]*$")]
    private static partial Regex ContractName();
}
