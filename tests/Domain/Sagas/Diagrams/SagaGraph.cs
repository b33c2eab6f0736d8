using BillingEngine.Domain.Tests.Sagas.Courses;
using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Transactions.Movements;

namespace BillingEngine.Domain.Tests.Sagas.Diagrams;

/// <summary>From one state to another, in one of the cases.</summary>
readonly record struct Edge(string From, string Label, string To, CourseCase Case);

/// <summary>What a step orders, calls off and undoes; empty where there is nothing.</summary>
sealed record StepOrders(string Step)
{
    public string Does { get; set; } = "";

    public string CallsOff { get; set; } = "";

    public SortedSet<string> Undoes { get; } = new(StringComparer.Ordinal);
}

/// <summary>Everything that can become of a saga, found by trying it all on the saga itself.</summary>
sealed class SagaGraph
{
    readonly HashSet<(CourseCase Case, string State)> _seen = [];

    public SagaGraph(IReadOnlyList<CourseCase> cases)
    {
        Steps = [.. cases[0].Course.Steps.Select(step => new StepOrders(step.Name))];
        foreach (var one in cases)
        {
            var first = one.Saga.Begin(one.Requested);
            Edges.Add(new Edge("[*]", "", StateOf(first), one));
            Visit(one, first);
        }
    }

    public List<Edge> Edges { get; } = [];

    public IReadOnlyList<StepOrders> Steps { get; }

    void Visit(CourseCase one, SagaMoment moment)
    {
        if (moment.IsOver || !_seen.Add((one, StateOf(moment))))
            return;
        var step = Steps.Single(step => step.Step == moment.Movement.Step);
        if (moment.Movement.Phase == MovementPhase.Undoing)
            step.Undoes.Add(OrderText.WhatAndWhom(moment.Order!));
        else
            step.Does = OrderText.WhatAndWhom(moment.Order!);
        foreach (var (label, next) in NextOf(one, moment, step))
        {
            Edges.Add(new Edge(StateOf(moment), label, StateOf(next), one));
            Visit(one, next);
        }
    }

    static IEnumerable<(string Label, SagaMoment Next)> NextOf(CourseCase one, SagaMoment moment, StepOrders step) =>
        moment.Movement.Phase switch
        {
            MovementPhase.Doing => Answered(one, moment, step),
            MovementPhase.Waiting =>
            [
                ("capture", moment.When(new PaymentCaptureRequested(CourseCase.Id, one.Requested.Amount))),
                ("void", moment.When(new PaymentVoidRequested(CourseCase.Id, Reason: null))),
                ("expiry", moment.When(new HoldDue())),
            ],
            _ => [("undone", moment.When(Participants.Accept(moment.Order!, one.Fee)))],
        };

    static IEnumerable<(string Label, SagaMoment Next)> Answered(CourseCase one, SagaMoment moment, StepOrders step)
    {
        var order = moment.Order!;
        yield return ("accepted", moment.When(Participants.Accept(order, one.Fee)));
        if (moment.When(Participants.NotDelivered) is not { Order: { } callOff } callingOff)
            yield break;
        step.CallsOff = OrderText.WhatAndWhom(callOff);
        yield return ("refused", moment.When(Participants.Refuse(order, Participants.Frozen)));
        yield return ("not carried out", callingOff.When(Participants.Accept(callOff, one.Fee)));
        if (order is Messages.Accounts.CaptureHold && moment.Movement.ExpiresAt is not null)
            yield return (
                "refused, the hold has ended", moment.When(Participants.Refuse(order, Participants.HoldHasEnded)));
    }

    static string StateOf(SagaMoment moment) => moment switch
    {
        { IsOver: true } => EndOf(moment.Order!),
        { Movement: { Phase: MovementPhase.Undoing } movement } => movement.End == MovementEnd.Failed
            ? $"undo {movement.Step}"
            : $"undo {movement.Step}, {movement.End.ToString().ToLowerInvariant()}",
        _ => moment.Movement.Step,
    };

    static string EndOf(ICommand order) => order switch
    {
        CompleteTransaction => "Completed",
        FailTransaction => "Failed",
        VoidTransaction => "Voided",
        ExpireTransaction => "Expired",
        _ => throw new InvalidOperationException($"No saga ends with a {order.GetType().Name}."),
    };
}
