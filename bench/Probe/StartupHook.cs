using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Text;

/// <summary>
/// Tells what a program has allocated, to whoever connects to the socket that <c>BENCH_PROBE</c> names. The runtime loads it into a
/// program by <c>DOTNET_STARTUP_HOOKS</c>, so the program itself is the one that is shipped.
/// </summary>
[SuppressMessage("Design", "MA0047:Declare types in namespaces", Justification = "The runtime looks for a hook outside of namespaces.")]
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = "The runtime looks for a hook outside of namespaces.")]
internal static class StartupHook
{
    /// <summary>Called by the runtime before the program begins.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable("BENCH_PROBE") is { Length: > 0 } path)
        {
            new Thread(() => Listen(path)) { IsBackground = true, Name = "probe" }.Start();
        }
    }

    private static void Listen(string path)
    {
        File.Delete(path);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        while (true)
        {
            using var client = listener.Accept();
            var allocated = GC.GetTotalAllocatedBytes(precise: false);
            client.Send(Encoding.ASCII.GetBytes($"{allocated} {GC.CollectionCount(0)} {GC.CollectionCount(1)} {GC.CollectionCount(2)}\n"));
        }
    }
}
