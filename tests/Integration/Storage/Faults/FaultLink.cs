using System.Net.Sockets;

namespace BillingEngine.Integration.Tests.Storage.Faults;

/// <summary>A connection through the <see cref="FaultProxy"/>, and what it is up to.</summary>
sealed class FaultLink(Socket client, Socket server)
{
    public volatile bool IsAnswerWithheld;

    /// <summary>The unit whose commit is to be cut has begun to go through here.</summary>
    public bool CarriesUnit { get; set; }

    public void Close()
    {
        client.Dispose();
        server.Dispose();
    }

    /// <summary>Ends both sides without ceremony: what they have not read yet is lost.</summary>
    public void Reset()
    {
        foreach (var side in (Socket[])[client, server])
            side.Close(timeout: 0);
    }

    public void ForgetClient() => client.Dispose();
}
