using Hush.Web.Status;

namespace Hush.Web.Cleaning;

/// <summary>
/// Admits a limited number of images and denoises one at a time, with all threads, while others are read and written. Images beyond the
/// limit are rejected at once.
/// </summary>
internal sealed class DenoiseQueue(ServeOptions options, ServerMetrics metrics, TimeProvider clock) : IDisposable
{
    private const double AssumedSeconds = 1;

    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _memory = new(options.MaxImagesInMemory), _engine = new(1);
    private readonly Dictionary<string, AutoDenoiser> _denoisers = new(StringComparer.Ordinal);
    private int _admitted, _waiting;
    private double _recentSeconds = double.NaN;     // per image, a moving average; NaN before the first one
    private long _started;                 // timestamp of the image in progress; 0 if there is none
    private Timer? _trimmer;

    /// <summary>Number of admitted images that wait for others.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public int Admitted => Volatile.Read(ref _admitted);

    /// <summary>The first image may take longer than any before, so its time counts while it is in progress.</summary>
    private double SecondsPerImage
    {
        get
        {
            long started = Volatile.Read(ref _started);
            double recent = double.IsNaN(_recentSeconds) ? AssumedSeconds : _recentSeconds;
            return Math.Max(recent, started == 0 ? 0 : clock.GetElapsedTime(started).TotalSeconds);
        }
    }

    /// <summary>Reserves a place for an image until disposed.</summary>
    /// <exception cref="ProblemException">All places are taken.</exception>
    public IDisposable Enter()
    {
        if (Interlocked.Increment(ref _admitted) <= options.MaxQueue)
            return new Place(this);
        Interlocked.Decrement(ref _admitted);
        metrics.Rejected();
        int seconds = (int)Math.Clamp(Math.Ceiling(SecondsPerImage * options.MaxQueue / 2), 1, 120);
        throw new ProblemException(new Problem(429, "Too many images",
            $"The server is already working on {options.MaxQueue} images. Try again in {seconds} s.")
        {
            RetryAfter = seconds,
        });
    }

    /// <summary>Waits until an image may be decoded. The result is released when the image is disposed.</summary>
    public async Task<IDisposable> EnterMemory(CancellationToken cancel)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await _memory.WaitAsync(cancel);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        return new Release(_memory);
    }

    /// <summary>Denoises an image when no other is being denoised.</summary>
    /// <param name="noisy">The image.</param>
    /// <param name="model">The name or path of a model; null to choose one by the noise.</param>
    /// <param name="denoising">Noise level and strength.</param>
    /// <param name="progress">Receives the fraction completed; its start is reported as 0.</param>
    /// <param name="cancel">Cancels the work.</param>
    public async Task<DenoiseResult> Denoise(
        Image noisy, string? model, DenoiseOptions denoising, IProgress<double> progress, CancellationToken cancel)
    {
        await _engine.WaitAsync(cancel);
        Volatile.Write(ref _started, clock.GetTimestamp());
        try
        {
            progress.Report(0);
            return await Task.Run(() => For(model).Denoise(noisy, denoising, progress, cancel), CancellationToken.None);
        }
        finally
        {
            double seconds = clock.GetElapsedTime(_started).TotalSeconds;
            _recentSeconds = double.IsNaN(_recentSeconds) ? seconds : (0.7 * _recentSeconds) + (0.3 * seconds);
            Volatile.Write(ref _started, 0);
            _trimmer ??= new Timer(_ => TrimIfIdle());
            _trimmer.Change(s_idle, Timeout.InfiniteTimeSpan);
            _engine.Release();
        }
    }

    public void Dispose()
    {
        _trimmer?.Dispose();
        _engine.Wait();         // the canceled image ends first
        foreach (AutoDenoiser denoiser in _denoisers.Values)
            denoiser.Dispose();
        _engine.Dispose();
        _memory.Dispose();
    }

    private AutoDenoiser For(string? model)
    {
        string name = model ?? "";
        if (_denoisers.TryGetValue(name, out AutoDenoiser? denoiser))
        {
            foreach (AutoDenoiser other in _denoisers.Values.Where(d => d != denoiser))
                other.Trim();
            return denoiser;
        }

        foreach (AutoDenoiser other in _denoisers.Values)
            other.Trim();
        denoiser = new AutoDenoiser(model, options.Threads);
        try
        {
            denoiser.LoadAsked();
        }
        catch
        {
            denoiser.Dispose();
            throw;
        }

        return _denoisers[name] = denoiser;
    }

    /// <summary>Returns a few hundred megabytes to the system when no image has come for a while.</summary>
    private void TrimIfIdle()
    {
        if (!_engine.Wait(0))
            return;
        try
        {
            foreach (AutoDenoiser denoiser in _denoisers.Values)
                denoiser.Trim();
        }
        finally
        {
            _engine.Release();
        }
    }

    private sealed class Place(DenoiseQueue queue) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                Interlocked.Decrement(ref queue._admitted);
        }
    }

    private sealed class Release(SemaphoreSlim semaphore) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0)
                semaphore.Release();
        }
    }
}
