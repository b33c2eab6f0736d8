using BillingEngine.Api.Consistency;
using BillingEngine.Messaging.Storage;

namespace BillingEngine.Domain.Tests.Api;

/// <summary>Positions as a test has them; takes down what was waited for.</summary>
sealed class FakePositions : IReadPositions
{
    public string Token { get; set; } = LogPosition.At(3, 14).ToString();

    public bool IsReached { get; set; } = true;

    public (string? Model, LogPosition Position, TimeSpan Limit)? Awaited { get; private set; }

    public List<string> CaughtUp { get; } = [];

    public Task<bool> Reaches(string? model, LogPosition position, TimeSpan limit, CancellationToken ct)
    {
        Awaited = (model, position, limit);
        return Task.FromResult(IsReached);
    }

    public Task CatchUp(string model, CancellationToken ct)
    {
        CaughtUp.Add(model);
        return Task.CompletedTask;
    }
}
