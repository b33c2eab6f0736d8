namespace BillingEngine.Host.Load;

/// <summary>
/// What follows a first answer that settles nothing. A request is only ever repeated byte for byte, so under its own
/// idempotency key: money may have moved although no answer came.
/// </summary>
sealed class Repetition(EventLoop loop, LoadRequests requests, Tally tally)
{
    const int MostRepeats = 10;

    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(30);
    static readonly TimeSpan FollowUpPause = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan FollowUpTime = TimeSpan.FromSeconds(60);

    public Task<Answer> Repeat(HttpConnection connection, Answer answer) =>
        Repeat(connection, answer, given => given.CallsForRepeat);

    public async Task<Answer> Repeat(HttpConnection connection, Answer answer, Func<Answer, bool> callsForRepeat)
    {
        for (var repeat = 0; repeat < MostRepeats && callsForRepeat(answer); repeat++)
        {
            tally.Repeats++;
            await loop.Delay(PauseBefore(repeat, answer));
            answer = await connection.Repeat();
        }

        return answer;
    }

    /// <summary>Asks for an accepted transaction until it is final; null when it is not within bounds.</summary>
    public async Task<string?> FollowUp(HttpConnection connection)
    {
        if (JsonMember.Text(connection.Body, "transactionId"u8) is not { } id)
            return null;
        for (var waited = TimeSpan.Zero; waited < FollowUpTime; waited += FollowUpPause)
        {
            var answer = await connection.Exchange(requests.Transaction(connection.Request, id));
            if (answer.CallsForRepeat)
                answer = await Repeat(connection, answer);
            if (answer.Status == 200 && JsonMember.Text(connection.Body, "status"u8) is { } status and not "processing")
                return status;
            await loop.Delay(FollowUpPause);
        }

        return null;
    }

    static TimeSpan PauseBefore(int repeat, Answer answer) => answer.RetryAfterSeconds is { } seconds
        ? Shorter(TimeSpan.FromSeconds(seconds), LongestRetryAfter)
        : Shorter(FirstPause * (1 << repeat), LongestPause);

    static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
