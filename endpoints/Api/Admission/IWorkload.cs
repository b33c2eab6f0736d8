namespace BillingEngine.Api.Admission;

/// <summary>How much the engine has to do. Asked with each request: an answer must cost next to nothing.</summary>
interface IWorkload
{
    /// <summary>Messages that wait in this process: for its worker, or for their way to others.</summary>
    int Waiting { get; }

    /// <summary>Messages that do not wait any more, since the start.</summary>
    long Taken { get; }

    /// <summary>Requests whose callers wait for what comes of them.</summary>
    int Callers { get; }
}
