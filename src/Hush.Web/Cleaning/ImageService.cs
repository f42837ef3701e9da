using Hush.Web.Status;
using Microsoft.AspNetCore.Http;

namespace Hush.Web.Cleaning;

/// <summary>How an image is denoised.</summary>
/// <param name="Model">The name or path of a model; null to choose one by the noise.</param>
/// <param name="Page">The page of a file with several.</param>
/// <param name="Denoising">Noise level and strength.</param>
internal sealed record ImageRequest(string? Model, int? Page, DenoiseOptions Denoising);

/// <summary>Receives, denoises and writes images within the limits.</summary>
internal sealed class ImageService(ServeOptions options, DenoiseQueue queue, ResultStore store, ServerMetrics metrics, TimeProvider clock)
{
    private const int CopyBuffer = 1 << 17;

    /// <summary>Writes the body of a request to a temporary file and returns its path.</summary>
    /// <exception cref="ProblemException">The body is empty or a form.</exception>
    public async Task<string> Receive(HttpRequest request)
    {
        if (request.ContentType is { } type && type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(new Problem(StatusCodes.Status415UnsupportedMediaType, "A form instead of an image",
                "Send the file itself as the body of the request, not as a field of a form.")
            {
                Expected = "an image",
                Got = type.Split(';')[0],
            });
        }

        string path = store.Files.NewPath();
        try
        {
            await using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.None,
                BufferSize = 0,
                Options = FileOptions.Asynchronous,
            });
            await request.Body.CopyToAsync(file, CopyBuffer, request.HttpContext.RequestAborted);
            if (file.Length > 0)
                return path;
        }
        catch
        {
            ResultStore.TryDelete(path);
            throw;
        }

        ResultStore.TryDelete(path);
        throw new ProblemException(new Problem(
            StatusCodes.Status400BadRequest, "No image", "The request has no body. Send an image file in it."));
    }

    /// <summary>Denoises a received file and writes the result to a temporary file.</summary>
    public async Task<(string Path, Findings Found)> Denoise(
        string source, ImageRequest request, ImageFormat format, ImageWriteOptions writing, CancellationToken cancel)
    {
        using IDisposable memory = await queue.EnterMemory(cancel);
        return await Limited(async limit =>
        {
            using Image noisy = await Task.Run(() => Read(source, request.Page), limit);
            noisy.CheckWrite(format);
            using DenoiseResult result = await Run(noisy, request, new LatestProgress(clock), limit);
            string path = await Task.Run(() => Write(result.Image, format, writing), limit);
            return (path, Findings.Of(noisy, result, format));
        }, cancel);
    }

    /// <summary>Denoises a received file, stores the result for the page, and reports the progress.</summary>
    /// <param name="source">The file. Belongs to the result if it succeeds.</param>
    /// <param name="name">The name that the client gave.</param>
    /// <param name="request">How to denoise it.</param>
    /// <param name="report">Called for each event, one after another.</param>
    /// <param name="cancel">Cancels the work.</param>
    public async Task Process(
        string source, string? name, ImageRequest request, Func<ImageEvent, Task> report, CancellationToken cancel)
    {
        if (queue.Admitted > 1)
            await report(new ImageEvent.Queued(queue.Admitted - 1));
        using IDisposable memory = await queue.EnterMemory(cancel);
        await Limited(async limit =>
        {
            long start = clock.GetTimestamp();
            using Image noisy = await Task.Run(() => Read(source, request.Page), limit);
            ImageFormat format = ImageKinds.OfFile(source);
            noisy.CheckWrite(format);
            bool isTurned = noisy.Metadata.Orientation is >= 5 and <= 8;
            (int width, int height) = isTurned ? (noisy.Height, noisy.Width) : (noisy.Width, noisy.Height);
            await report(new ImageEvent.Opened(width, height, noisy.Channels, noisy.BitDepth, ImageKinds.Name(format)));

            var progress = new LatestProgress(clock);
            Task<DenoiseResult> work = Run(noisy, request with { Denoising = request.Denoising with { Strength = 100 } }, progress, limit);
            try
            {
                await Follow(work, progress, report);
            }
            catch
            {
                await Task.WhenAny(work);       // the image must not be disposed before the engine stops
                if (work.IsCompletedSuccessfully)
                    work.Result.Dispose();
                throw;
            }

            using DenoiseResult result = await work;
            var found = Findings.Of(noisy, result, format);
            StoredResult stored = await Task.Run(() => Store(source, name, request.Page, format, noisy, result, found), limit);
            store.Add(stored);
            await report(new ImageEvent.Done(
                stored.Id, stored.Name, Math.Round(clock.GetElapsedTime(start).TotalSeconds, 2), found));
            return true;
        }, cancel);
    }

    /// <summary>Writes a stored result to a temporary file, in the format of the original.</summary>
    /// <param name="id">The result.</param>
    /// <param name="strength">How much of the noise is removed, 0 to 100.</param>
    /// <param name="writing">Compression settings.</param>
    /// <param name="cancel">Cancels the work.</param>
    public async Task<(string Path, StoredResult Result)> Render(
        string id, double strength, ImageWriteOptions writing, CancellationToken cancel)
    {
        var denoising = new DenoiseOptions { Strength = strength };
        if (denoising.Check() is { Count: > 0 } mistakes)
            throw new ProblemException(new Problem(StatusCodes.Status400BadRequest, "Invalid value", string.Join(' ', mistakes)));
        StoredResult result = store.Get(id);
        using IDisposable memory = await queue.EnterMemory(cancel);
        string path = await Limited(limit => Task.Run(() => Render(result, strength, writing), limit), cancel);
        return (path, result);
    }

    /// <summary>Opens a temporary file that is deleted when the stream is closed.</summary>
    public static FileStream OpenOnce(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.Read | FileShare.Delete,
        BufferSize = 0,
        Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose | FileOptions.SequentialScan,
    });

    private Image Read(string source, int? page)
    {
        using var file = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, CopyBuffer);
        return Image.Read(file, "the image", options.ReadOptions(page));
    }

    private string Write(Image image, ImageFormat format, ImageWriteOptions writing)
    {
        string path = store.Files.NewPath();
        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, CopyBuffer);
            image.Write(file, format, writing);
            return path;
        }
        catch
        {
            ResultStore.TryDelete(path);
            throw;
        }
    }

    private async Task<DenoiseResult> Run(Image noisy, ImageRequest request, LatestProgress progress, CancellationToken cancel)
    {
        long start = clock.GetTimestamp();
        DenoiseResult result = await queue.Denoise(noisy, request.Model, request.Denoising, progress, cancel);
        metrics.Denoised(clock.GetElapsedTime(start).TotalSeconds, (long)noisy.Width * noisy.Height);
        return result;
    }

    private static async Task Follow(Task work, LatestProgress progress, Func<ImageEvent, Task> report)
    {
        ImageEvent.Working? last = null;
        while (await Task.WhenAny(work, Task.Delay(100)) != work)
        {
            if (progress.Read() is { } current && current != last)
                await report(last = current);
        }
    }

    private StoredResult Store(
        string source, string? name, int? page, ImageFormat format, Image noisy, DenoiseResult result, Findings found)
    {
        string before = Preview(noisy);
        string after = found.Unchanged ? before : Preview(result.Image);
        return new StoredResult
        {
            Id = ResultStore.NewId(),
            Name = FileNames.Clean(name, format),
            Format = format,
            Page = page,
            Source = source,
            Clean = found.Unchanged ? null : store.Save(result.Image.Pixels.Span),
            Before = before,
            After = after,
        };
    }

    private string Preview(Image image)
    {
        string path = store.Files.NewPath();
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, CopyBuffer);
        PreviewPng.Write(image, file);
        return path;
    }

    private string Render(StoredResult result, double strength, ImageWriteOptions writing)
    {
        try
        {
            using Image noisy = Read(result.Source, result.Page);
            if (result.Clean is null || strength == 0)
                return Write(noisy, result.Format, writing);
            var pixels = new Tensor(noisy.Pixels.Shape);
            ResultStore.Load(result.Clean, pixels.Span);
            if (strength < 100)
                Denoiser.Blend(noisy.Pixels.Span, pixels.Span, (float)(strength / 100));
            using Image clean = noisy.WithPixels(pixels).WithMetadata(noisy.Metadata.Denoised());
            return Write(clean, result.Format, writing);
        }
        catch (FileNotFoundException)
        {
            throw new ProblemException(new Problem(StatusCodes.Status404NotFound, "No such result",
                "The result has expired. Send the image again."));
        }
    }

    /// <summary>Cancels work that takes longer than the limit for one image.</summary>
    private async Task<T> Limited<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancel)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(options.Timeout);
        try
        {
            return await work(timeout.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw new ProblemException(new Problem(StatusCodes.Status503ServiceUnavailable, "Took too long",
                $"The image took longer than {options.Timeout.TotalSeconds:0} s. Send a smaller image, or try again later."));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            metrics.Failed();
            throw;
        }
    }
}
