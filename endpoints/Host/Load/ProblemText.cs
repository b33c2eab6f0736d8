using System.Text;

namespace BillingEngine.Host.Load;

/// <summary>What an answer says is wrong, short enough to be counted.</summary>
static class ProblemText
{
    const int Longest = 80;

    public static string Of(HttpConnection connection, int status)
    {
        if (status == 0)
            return $"no answer ({connection.Fault})";
        var code = JsonMember.Text(connection.Body, "code"u8) ?? JsonMember.Text(connection.Body, "status"u8);
        var start = connection.Body[..Math.Min(connection.Body.Length, Longest)];
        return $"{status} {code ?? Encoding.UTF8.GetString(start)}".TrimEnd();
    }

    /// <summary>For what the run cannot go on without.</summary>
    public static InvalidOperationException Unexpected(string what, HttpConnection connection, Answer answer) =>
        new($"{what}: {Of(connection, answer.Status)}");
}
