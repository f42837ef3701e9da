using System.Diagnostics;
using Hush.Cli.Commands.Denoise.Shards;
using Hush.Cli.Display;

namespace Hush.Cli.Commands.Denoise;

/// <summary>Reads, denoises and writes one image, and reports what was done.</summary>
internal sealed class FileDenoiser(DenoiseSettings settings, AutoDenoiser denoiser, ShardRun? shard)
{
    /// <summary>
    /// Denoises an image. The output is written completely or not at all, and before the residual and the comparison,
    /// which can fail independently.
    /// </summary>
    /// <param name="pair">The input and output files.</param>
    /// <param name="batch">The batch that includes the image, or null.</param>
    /// <param name="view">Shows the progress.</param>
    /// <param name="cancel">Cancels the operation.</param>
    public DenoiseReport Run(ImagePair pair, BatchProgress? batch, IProgressView view, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        using Image noisy = pair.Read(settings.Memory / settings.ImagesInMemory, settings.Page);
        if (pair.ToStandardOutput)
            noisy.CheckWrite(pair.FormatOf(noisy));
        else
            noisy.CheckWrite(pair.Output);
        if (settings.Residual is { } residual)
            DiagnosticImages.CheckResidual(noisy, residual);
        if (settings.Comparison is { } comparison)
            DiagnosticImages.CheckComparison(noisy, comparison);
        string size = $"{noisy.Width}x{noisy.Height} pixels", title = batch != null ? $"{batch.Place}: {size}" : $"Denoising {size}";
        var work = new FractionDisplay(view, TimeProvider.System, pair.Input, title, left: batch != null ? batch.TimeLeft : null);
        work.Begin();
        using DenoiseResult result = denoiser.Denoise(noisy, settings.Options, work, cancel);
        Image clean = result.Image;
        pair.Write(clean, settings.WriteOptions, shard is null
            ? null : content => shard.Record(pair, content, result.Model, clean.Pixels.Span.SequenceEqual(noisy.Pixels.Span)));
        if (settings.DiagnosticPaths.Count > 0)
            denoiser.Trim();        // frees memory for them
        RemovedReport? removed = WriteDiagnostics(noisy, clean, isCameraNoise: result.Found is not null);
        int bitDepth = clean.BitDepthIn(pair.FormatOf(clean));
        return new DenoiseReport(pair.Input, pair.Output, result.Model, clean.Width, clean.Height, clean.Channels, bitDepth)
        {
            Sigma = result.Level is { } told ? Math.Round(told.Bytes, 3) : null,
            IsSigmaGiven = settings.Options.Sigma != null,
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Remarks = DenoiseRemarks.Of(pair, noisy),
            Removed = removed,
            Noise = NoiseReport.Of(result),
            Notes =
            [
                .. settings.Options.Sigma == null || result.Level != null || result.Model == null
                    ? (string[])[] : [$"the model '{result.Model}' does not take a noise level, so --sigma has no effect."],
                .. result.Notes,
            ],
        };
    }

    private RemovedReport? WriteDiagnostics(Image noisy, Image clean, bool isCameraNoise)
    {
        if (settings.Comparison is { } comparison)
        {
            using Image sides = DiagnosticImages.Comparison(noisy, clean);
            sides.Write(comparison, settings.WriteOptions);
        }

        if (settings.Residual is not { } residual)
            return null;
        var statistics = DiagnosticImages.Statistics(noisy, clean);
        var (image, gain) = DiagnosticImages.Residual(noisy, clean, statistics);
        using (image)
            image.Write(residual, settings.WriteOptions);
        var correlation = statistics.Correlation;
        return new RemovedReport(
            Math.Round(statistics.Mean, 3),
            Math.Round(statistics.Sigma, 3),
            [Math.Round(correlation.Horizontal, 4), Math.Round(correlation.Vertical, 4), Math.Round(correlation.Diagonal, 4)],
            Math.Round(gain, 6),
            statistics.Explanation(isCameraNoise));
    }
}
