using BillingEngine.Messages.Transactions;
using BillingEngine.Messaging;
using BillingEngine.Transactions.Movements;

namespace BillingEngine.Domain.Tests.Sagas.Courses;

/// <summary>How the order of one step turns out.</summary>
enum Turnout
{
    Accepted,
    Refused,
    FailsForGood,
    Overdue,

    /// <summary>Carried out, but the answer came too late.</summary>
    OverdueButHappened,

    /// <summary>Of a capture: refused, because the hold has ended.</summary>
    HoldHasEnded,
}

/// <summary>All that a saga orders when one step turns out so, and all others are accepted.</summary>
sealed class Sequence
{
    readonly List<(string Label, string Text)> _lines = [];
    readonly CourseCase _case;
    readonly string? _step;
    readonly Turnout _turnout;

    Sequence(CourseCase one, string? step, Turnout turnout) => (_case, _step, _turnout) = (one, step, turnout);

    /// <summary>Every order in its turn, and whether it was carried out.</summary>
    public List<(ICommand Order, bool IsDone)> Orders { get; } = [];

    /// <summary>The steps whose orders were given.</summary>
    public List<string> Steps { get; } = [];

    public decimal Fee => _case.Fee?.Amount ?? 0m;

    public string Title => _step is null ? "every step is accepted" : $"{_step} {Described(_turnout)}";

    public IEnumerable<string> Lines => Grouped()
        .Select(group => $"    {group.Label,-12}{string.Join(", ", group.Texts)}")
        .Prepend(Title);

    public static Sequence Of(CourseCase one, string? step = null, Turnout turnout = Turnout.Accepted)
    {
        var sequence = new Sequence(one, step, turnout);
        for (var moment = one.Saga.Begin(one.Requested); ;)
        {
            sequence.Steps.Add(moment.Movement.Step);
            var order = moment.Order ?? throw new InvalidOperationException($"{sequence.Title}: nothing follows.");
            var next = moment.IsOver ? null : sequence.Next(moment, order);
            if (moment.IsOver)
                sequence.Add("ends", OrderText.Of(order), order, isDone: true);
            if (next is null)
                return sequence;
            moment = next;
        }
    }

    SagaMoment Next(SagaMoment moment, ICommand order) => moment.Movement.Phase switch
    {
        MovementPhase.Doing when moment.Movement.Step == _step => NextOfStep(moment, order),
        MovementPhase.Doing => Add("done", order, moment.When(Participants.Accept(order, _case.Fee))),
        MovementPhase.Waiting => Tell(Add("done", order, moment)),
        MovementPhase.Undoing => Add("undone", order, moment.When(Participants.Accept(order, _case.Fee))),
        _ => throw new InvalidOperationException($"{Title}: {moment.Movement.Phase} {order.GetType().Name}."),
    };

    SagaMoment NextOfStep(SagaMoment moment, ICommand order) => _turnout switch
    {
        Turnout.Refused => Tried("refused", order, moment.When(Participants.Refuse(order, Participants.Frozen))),
        Turnout.HoldHasEnded =>
            Tried("refused", order, moment.When(Participants.Refuse(order, Participants.HoldHasEnded))),
        Turnout.FailsForGood => CallOff(Tried("failed", order, moment.When(Participants.NotDelivered)), order),
        Turnout.Overdue => CallOff(Tried("overdue", order, moment.When(new StepOverdue(_step!))), order),
        Turnout.OverdueButHappened => CallOff(Add("overdue", order, moment.When(new StepOverdue(_step!))), order),
        _ => throw new InvalidOperationException($"{Title}: nothing is to be different."),
    };

    SagaMoment CallOff(SagaMoment moment, ICommand order)
    {
        var callOff = moment.Order ?? throw new InvalidOperationException($"{Title}: it is not called off.");
        if (_turnout == Turnout.OverdueButHappened)
            return Add("called off", callOff, moment.When(Participants.HadHappened(order, callOff, _case.Fee)));
        _lines.Add(("called off", OrderText.Of(callOff)));
        return moment.When(Participants.Accept(callOff, _case.Fee));
    }

    SagaMoment Tell(SagaMoment moment)
    {
        var told = _case.Told ?? throw new InvalidOperationException($"{Title}: it waits in vain.");
        _lines.Add(("told", told is PaymentCaptureRequested capture
            ? FormattableString.Invariant($"{told.GetType().Name} {capture.Amount.Amount}")
            : told.GetType().Name));
        return moment.When(told);
    }

    SagaMoment Add(string label, ICommand order, SagaMoment next)
    {
        Add(label, OrderText.Of(order), order, isDone: true);
        return next;
    }

    SagaMoment Tried(string label, ICommand order, SagaMoment next)
    {
        Add(label, OrderText.Of(order), order, isDone: false);
        return next;
    }

    void Add(string label, string text, ICommand order, bool isDone)
    {
        _lines.Add((label, text));
        Orders.Add((order, isDone));
    }

    List<(string Label, List<string> Texts)> Grouped()
    {
        var groups = new List<(string Label, List<string> Texts)>();
        foreach (var (label, text) in _lines)
        {
            if (groups.Count == 0 || groups[^1].Label != label)
                groups.Add((label, []));
            groups[^1].Texts.Add(text);
        }

        return groups;
    }

    static string Described(Turnout turnout) => turnout switch
    {
        Turnout.Refused => "is refused",
        Turnout.FailsForGood => "fails for good",
        Turnout.Overdue => "is overdue",
        Turnout.OverdueButHappened => "is overdue, but has happened",
        Turnout.HoldHasEnded => "is refused, the hold has ended",
        _ => throw new ArgumentOutOfRangeException(nameof(turnout), turnout, "There is nothing to describe."),
    };
}
