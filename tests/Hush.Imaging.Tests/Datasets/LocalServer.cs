using System.Net;
using System.Net.Sockets;

namespace Hush.Imaging.Tests.Datasets;

/// <summary>A web server on this machine that answers as it is told, and remembers what it was asked.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<string, Answer> _answer;
    private readonly TaskCompletionSource _closing = new();

    /// <param name="answer">From the path asked for, such as <c>/good/mnist/a.gz</c>.</param>
    public LocalServer(Func<string, Answer> answer)
    {
        _answer = answer;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    public Uri Address { get; }

    /// <summary>Paths in the order they were asked for.</summary>
    public List<string> Asked { get; } = [];

    public void Dispose()
    {
        _closing.TrySetResult();
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            string path = context.Request.Url!.AbsolutePath;
            lock (Asked)
                Asked.Add(path);
            _ = Task.Run(() => SendAsync(context.Response, _answer(path)));
        }
    }

    private async Task SendAsync(HttpListenerResponse response, Answer answer)
    {
        try
        {
            response.StatusCode = answer.Status;
            response.ContentLength64 = answer.Body.Length;
            await response.OutputStream.WriteAsync(answer.Body.AsMemory(0, answer.Sent ?? answer.Body.Length));
            await response.OutputStream.FlushAsync();
            if (answer.ThenSilence)
                await _closing.Task;
            if (answer.Sent is null)
                response.Close();
            else
                response.Abort();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The client went away, as some tests want it to.
        }
    }
}

/// <param name="Status">HTTP status.</param>
/// <param name="Body">The whole body; its length is announced.</param>
/// <param name="Sent">Only so many bytes are sent before the connection is cut; null for all.</param>
/// <param name="ThenSilence">After that the connection is left open and nothing comes.</param>
internal sealed record Answer(int Status, byte[] Body, int? Sent = null, bool ThenSilence = false);
