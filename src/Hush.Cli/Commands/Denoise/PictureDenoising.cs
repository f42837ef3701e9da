using System.Diagnostics;
using Hush.Cli.Display;
using Hush.Models;

namespace Hush.Cli.Commands.Denoise;

/// <summary>Reads, denoises and writes one picture, and reports what was done.</summary>
internal sealed class PictureDenoising(DenoiseSettings settings, PictureDenoiser denoiser)
{
    /// <summary>
    /// Denoises a picture. The output is written completely or not at all, and before the residual and the comparison,
    /// which can fail independently.
    /// </summary>
    /// <param name="pair">The input and output files.</param>
    /// <param name="batch">The batch that includes the picture, or null.</param>
    /// <param name="view">Shows the progress.</param>
    /// <param name="cancel">Cancels the operation.</param>
    public DenoiseReport Run(PicturePair pair, BatchProgress? batch, IProgressView view, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        using Image noisy = pair.Read(settings.Memory / settings.PicturesTogether, settings.Page);
        if (pair.ToStandardOutput)
            noisy.CheckWrite(pair.FormatOf(noisy));
        else
            noisy.CheckWrite(pair.Output);
        if (settings.Residual is { } residual)
            SidePictures.CheckResidual(noisy, residual);
        if (settings.Comparison is { } comparison)
            SidePictures.CheckComparison(noisy, comparison);
        if (settings.Options.Strength == 0)
            return Copy(pair, noisy, start);
        string size = $"{noisy.Width}x{noisy.Height} pixels", title = batch != null ? $"{batch.Place}: {size}" : $"Denoising {size}";
        var work = new ShareDisplay(view, TimeProvider.System, pair.Input, title, left: batch != null ? batch.TimeLeft : null);
        work.Begin();
        using DenoiseResult result = denoiser.Denoise(noisy, settings.Options, work, cancel);
        Image clean = result.Image;
        pair.Write(clean, settings.WriteOptions);
        if (settings.SidePictures.Count > 0)
            denoiser.Trim();        // frees memory for them
        RemovedReport? removed = WriteSidePictures(noisy, clean, isCameraNoise: result.Found is not null);
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
                .. settings.Options.Sigma == null || result.Level != null ? (string[])[] : [$"the model '{result.Model}' does not take a " +
                    "noise level, so --sigma has no effect."],
                .. result.Notes,
            ],
        };
    }

    /// <summary>Strength 0: copies the picture without loading a model or estimating noise.</summary>
    private DenoiseReport Copy(PicturePair pair, Image picture, long start)
    {
        pair.Write(picture, settings.WriteOptions);
        RemovedReport? removed = WriteSidePictures(picture, picture, isCameraNoise: false);
        string model = settings.Model ?? ShippedModels.For(picture);
        int bitDepth = picture.BitDepthIn(pair.FormatOf(picture));
        return new DenoiseReport(pair.Input, pair.Output, model, picture.Width, picture.Height, picture.Channels, bitDepth)
        {
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
            Remarks = DenoiseRemarks.Of(pair, picture),
            Removed = removed,
            Notes = ["Nothing to remove: the strength is 0, so the image is unchanged."],
        };
    }

    private RemovedReport? WriteSidePictures(Image noisy, Image clean, bool isCameraNoise)
    {
        if (settings.Comparison is { } comparison)
        {
            using Image sides = SidePictures.Comparison(noisy, clean);
            sides.Write(comparison, settings.WriteOptions);
        }

        if (settings.Residual is not { } residual)
            return null;
        var statistics = SidePictures.Statistics(noisy, clean);
        var (picture, gain) = SidePictures.Residual(noisy, clean, statistics);
        using (picture)
            picture.Write(residual, settings.WriteOptions);
        var correlation = statistics.Correlation;
        return new RemovedReport(
            Math.Round(statistics.Mean, 3),
            Math.Round(statistics.Sigma, 3),
            [Math.Round(correlation.Horizontal, 4), Math.Round(correlation.Vertical, 4), Math.Round(correlation.Diagonal, 4)],
            Math.Round(gain, 6),
            statistics.Explanation(isCameraNoise));
    }
}
