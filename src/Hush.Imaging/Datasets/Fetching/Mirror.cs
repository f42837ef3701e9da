using System.Net;

namespace Hush.Imaging.Datasets.Fetching;

/// <summary>A web server that holds the published files under one address.</summary>
/// <param name="address">Ends with a slash; file names are appended to it.</param>
/// <param name="patience">Give up when no data arrives for this long.</param>
internal sealed class Mirror(Uri address, TimeSpan patience) : IFileSource
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(10) })
    {
        Timeout = Timeout.InfiniteTimeSpan,                     // slow downloads of large files are fine; only silence times out
        DefaultRequestHeaders = { { "User-Agent", "hush" } },
    };

    public string Name => address.AbsoluteUri;

    public async Task FetchAsync(
        IReadOnlyList<OfficialFile> files, string folder, IProgress<FetchProgress>? progress, CancellationToken cancellation)
    {
        foreach (OfficialFile file in files)
        {
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            try
            {
                await DownloadAsync(file, folder, progress, silence);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new FetchException($"{file.Name}: no data received for {patience.TotalSeconds:0.#} s");
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                throw new FetchException($"{file.Name}: {Innermost(e).Message}", e);
            }
        }
    }

    private async Task DownloadAsync(
        OfficialFile file, string folder, IProgress<FetchProgress>? progress, CancellationTokenSource silence)
    {
        silence.CancelAfter(patience);
        progress?.Report(new FetchProgress(Name, file.Name, 0, null));
        using HttpResponseMessage response =
            await Client.GetAsync(new Uri(address, file.Name), HttpCompletionOption.ResponseHeadersRead, silence.Token);
        if (response.StatusCode != HttpStatusCode.OK)
            throw new FetchException($"{file.Name}: HTTP status {(int)response.StatusCode} {response.ReasonPhrase}");
        long? total = response.Content.Headers.ContentLength;
        if (total > file.MaxBytes)
            throw TooLong(file, total.Value);

        string partial = Path.Combine(folder, file.Name + ".part");
        await using (FileStream target = File.Create(partial))
        {
            await using Stream body = await response.Content.ReadAsStreamAsync(silence.Token);
            byte[] buffer = new byte[1 << 16];
            for (int read; (read = await body.ReadAsync(buffer, silence.Token)) > 0;)
            {
                await target.WriteAsync(buffer.AsMemory(0, read), silence.Token);
                if (target.Length > file.MaxBytes)
                    throw TooLong(file, target.Length);
                silence.CancelAfter(patience);
                progress?.Report(new FetchProgress(Name, file.Name, target.Length, total));
            }
        }

        File.Move(partial, Path.Combine(folder, file.Name));
    }

    private static FetchException TooLong(OfficialFile file, long bytes) =>
        new($"{file.Name}: sent {bytes} bytes or more, expected at most {file.MaxBytes}");

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}
