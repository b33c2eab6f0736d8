namespace BillingEngine.Postgres;

/// <summary>
/// A thread of its own for calls that block, one at a time; begun with the first. The pool's threads are for those that
/// wait for nothing.
/// </summary>
sealed class ThreadAside(string name) : IAsyncDisposable
{
    readonly SemaphoreSlim _given = new(0);
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Thread? _thread;
    Task? _answer;
    Action? _next;
    bool _isOver;

    /// <summary>For the thread that calls: its last call has not been answered.</summary>
    public bool IsBusy => _answer is { IsCompleted: false };

    /// <summary>Called by one thread, and again only when the last call has ended.</summary>
    public Task<TResult> Run<TResult>(Func<TResult> call)
    {
        if (_thread is null)
        {
            _thread = new Thread(Loop) { IsBackground = true, Name = name };
            _thread.Start();
        }

        var answer = new TaskCompletionSource<TResult>();
        _next = () => Answer(call, answer);
        _answer = answer.Task;
        _given.Release();
        return answer.Task;
    }

    /// <summary>Ends when the call that is under way has.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_thread is not null)
        {
            _isOver = true;
            _given.Release();
            await _ended.Task;
        }

        _given.Dispose();
    }

    /// <summary>Who awaits the answer goes on within this, on this thread: what he throws is not the call's.</summary>
    static void Answer<TResult>(Func<TResult> call, TaskCompletionSource<TResult> answer)
    {
        TResult result;
        try
        {
            result = call();
        }
        catch (Exception e)
        {
            answer.SetException(e);
            return;
        }

        answer.SetResult(result);
    }

    void Loop()
    {
        while (true)
        {
            _given.Wait();
            if (Interlocked.Exchange(ref _next, null) is { } call)
                call();
            else if (_isOver)
                break;
        }

        _ended.SetResult();
    }
}
