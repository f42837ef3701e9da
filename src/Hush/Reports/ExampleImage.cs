using Hush.Imaging.Metrics;

namespace Hush.Reports;

/// <summary>One test image, its noisy copy and its estimate, with their scores.</summary>
/// <param name="Index">Index in the test set, from 0.</param>
/// <param name="Clean">The image.</param>
/// <param name="Noisy">The image with noise.</param>
/// <param name="Denoised">The network's estimate.</param>
/// <param name="NoisyScore">Noisy against clean, the whole image.</param>
/// <param name="DenoisedScore">Estimate against clean, the whole image.</param>
public sealed record ExampleImage(
    int Index, ReportImage Clean, ReportImage Noisy, ReportImage Denoised, ImageScore NoisyScore, ImageScore DenoisedScore)
{
    /// <summary>Only the center of the image is shown.</summary>
    internal bool IsCropped => Clean.IsCropped;
}
