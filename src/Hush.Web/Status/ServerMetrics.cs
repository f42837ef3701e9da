using Prometheus;

namespace Hush.Web.Status;

/// <summary>What /metrics shows, in the format of Prometheus.</summary>
internal sealed class ServerMetrics
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly Counter _images, _pixels, _failed, _rejected;
    private readonly Histogram _seconds;
    private readonly Gauge _admitted, _stored, _storedBytes;

    public ServerMetrics()
    {
        IMetricFactory factory = Metrics.WithCustomRegistry(_registry);
        _images = factory.CreateCounter("hush_images_total", "Images denoised.");
        _pixels = factory.CreateCounter("hush_pixels_total", "Pixels denoised.");
        _failed = factory.CreateCounter("hush_images_failed_total", "Images that could not be read, denoised or written.");
        _rejected = factory.CreateCounter("hush_images_rejected_total", "Images rejected because the server was busy.");
        _seconds = factory.CreateHistogram("hush_denoise_seconds", "Time to denoise an image, with waiting for the engine.",
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.05, 2, 12) });
        _admitted = factory.CreateGauge("hush_images_in_progress", "Images that are processed or wait.");
        _stored = factory.CreateGauge("hush_results_stored", "Results that can be downloaded.");
        _storedBytes = factory.CreateGauge("hush_results_stored_bytes", "Size of the stored results on disk.");
        DotNetStats.Register(_registry);
    }

    public void Denoised(double seconds, long pixels)
    {
        _images.Inc();
        _pixels.Inc(pixels);
        _seconds.Observe(seconds);
    }

    public void Failed() => _failed.Inc();

    public void Rejected() => _rejected.Inc();

    public Task Write(Stream output, int admitted, int stored, long storedBytes, CancellationToken cancel)
    {
        _admitted.Set(admitted);
        _stored.Set(stored);
        _storedBytes.Set(storedBytes);
        return _registry.CollectAndExportAsTextAsync(output, cancel);
    }
}
