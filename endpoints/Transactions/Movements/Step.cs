using BillingEngine.Messages.Accounts;

namespace BillingEngine.Transactions.Movements;

/// <summary>A step of a movement: an order, and how it is taken back.</summary>
/// <param name="Name">As it stands in the saga's data and in the state diagrams: never renamed.</param>
/// <param name="Part">Answers name it; null: the step is done once its order is sent, and the movement waits.</param>
/// <param name="Do">The order; null: this movement has no need of the step.</param>
/// <param name="CallOff">Sees to it that an order without answer has no effect later; null: it cannot be
/// refused.</param>
/// <param name="Undo">Takes back what was done; null: no step comes after it that could be refused.</param>
sealed record Step(
    string Name,
    MovementPart? Part,
    Func<Movement, ICommand?> Do,
    Func<Movement, ICommand>? CallOff = null,
    Func<Movement, ICommand>? Undo = null);
