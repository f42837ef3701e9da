using System.Net;
using System.Net.Sockets;

namespace Hush.Imaging.Tests.Datasets;

/// <summary>A local web server with scripted answers that records requests.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<string, Answer> _answer;
    private readonly TaskCompletionSource _closing = new();

    /// <param name="answer">Maps a requested path, such as <c>/good/mnist/a.gz</c>, to an answer.</param>
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

    /// <summary>Requested paths, in order.</summary>
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
            // The client disconnected, as some tests intend.
        }
    }
}

/// <param name="Status">HTTP status.</param>
/// <param name="Body">The complete body, which determines the Content-Length.</param>
/// <param name="Sent">Number of bytes to send before closing the connection; null sends all.</param>
/// <param name="ThenSilence">Whether to keep the connection open afterwards without sending anything.</param>
internal sealed record Answer(int Status, byte[] Body, int? Sent = null, bool ThenSilence = false);
